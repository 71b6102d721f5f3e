using System.Globalization;
using System.Net;
using System.Text;
using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Texts;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>A message being written, as rows of HTML and as plain text side by side.</summary>
/// <param name="style">How the layout sets blocks.</param>
/// <param name="brand">How the shop looks.</param>
/// <param name="locale">The language that it is written in.</param>
/// <param name="setting">How amounts and dates are set.</param>
sealed class MailCanvas(MailStyle style, BrandLook brand, string locale, TextSetting setting)
{
    readonly StringBuilder _html = new();
    readonly StringBuilder _text = new();

    public MailStyle Style => style;

    public BrandLook Brand => brand;

    public string Locale => locale;

    public Labels Labels { get; } = Labels.Of(locale);

    public TextSetting Setting => setting;

    public bool IsRightToLeft => setting.Culture.TextInfo.IsRightToLeft;

    /// <summary>The side where lines begin.</summary>
    public string Start => IsRightToLeft ? "right" : "left";

    public string End => IsRightToLeft ? "left" : "right";

    public string Align => style.IsCentered ? "center" : Start;

    public string Html => _html.ToString();

    public string Text => _text.ToString();

    /// <summary>A row of the card.</summary>
    /// <param name="html">What is in it; values in it are encoded.</param>
    /// <param name="align">How it is set; null: as the layout says.</param>
    public void Row(string html, string? align = null) => _html.Append(
        CultureInfo.InvariantCulture, $"<tr><td class=\"pad\" align=\"{align ?? Align}\" style=\"padding:{style.Gap}px 24px\">{html}</td></tr>\n");

    /// <summary>A part of the plain text, with an empty line before the next one.</summary>
    public void Lines(params IEnumerable<string> lines)
    {
        if (_text.Length > 0)
            _text.Append('\n');
        foreach (var line in lines)
            _text.Append(line).Append('\n');
    }

    public string Price(Money money) => MoneyText.Format(money, setting.Culture);

    public string Number(int number) => number.ToString("N0", setting.Culture);

    /// <summary>As HTML shows it, in texts and between the quotes of attributes.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>What may be of another language than the message: it keeps its own direction.</summary>
    public static string Apart(string text) => $"<bdi>{Encode(text)}</bdi>";

    public string Button(string url, string label) =>
        $"<a class=\"button\" href=\"{Encode(url)}\" style=\"display:inline-block;box-sizing:border-box;min-width:44px;min-height:44px;padding:12px 28px;"
        + $"background:{brand.Accent};color:{brand.AccentText};font-size:16px;line-height:20px;font-weight:bold;text-align:center;text-decoration:none;"
        + $"border-radius:{brand.ButtonRadius.ToString(CultureInfo.InvariantCulture)}px\">{Encode(label)}</a>";

    public string Link(string url, string label) =>
        $"<a class=\"accent\" href=\"{Encode(url)}\" style=\"color:{brand.Accent}\">{Encode(label)}</a>";

    public string Heading(string text, int level = 2) =>
        $"<h{level} style=\"margin:0;font-size:{(level == 1 ? style.HeadingSize : 18).ToString(CultureInfo.InvariantCulture)}px;line-height:1.25\">{Encode(text)}</h{level}>";
}
