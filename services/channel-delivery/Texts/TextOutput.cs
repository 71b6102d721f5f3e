using System.Globalization;
using System.Net;
using System.Text;
using Automation.ChannelDelivery.Rendering;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Texts;

/// <summary>For whom a text is written.</summary>
/// <param name="Culture">How amounts, numbers and dates are set.</param>
/// <param name="Zone">Where the shopper lives.</param>
sealed record TextSetting(CultureInfo Culture, TimeZoneInfo Zone);

/// <summary>What a text is written into.</summary>
enum TextForm
{
    /// <summary>Plain text.</summary>
    Plain,

    /// <summary>HTML that the author wrote: only values are encoded.</summary>
    Html,

    /// <summary>HTML that a block writes around the author's words: those are encoded, too.</summary>
    Words,
}

/// <summary>A text being written.</summary>
/// <param name="setting">For whom.</param>
/// <param name="form">Into what.</param>
sealed class TextOutput(TextSetting setting, TextForm form)
{
    /// <summary>Characters; more than that no mail may have.</summary>
    public const int MaxLength = 100_000;

    readonly StringBuilder _text = new();

    public TextSetting Setting => setting;

    /// <summary>Writes what the template's author wrote.</summary>
    public void Write(string text) => Append(form is TextForm.Words ? WebUtility.HtmlEncode(text) : text);

    /// <summary>Writes what somebody else wrote: never as markup.</summary>
    public void WriteValue(string text) => Append(form is TextForm.Plain ? text : WebUtility.HtmlEncode(text));

    /// <summary>Writes a link; in plain text its words and its address.</summary>
    public void WriteLink(string url, string words) => Append(form is TextForm.Plain
        ? $"{words} ({url})"
        : $"<a href=\"{WebUtility.HtmlEncode(url)}\">{WebUtility.HtmlEncode(words)}</a>");

    /// <summary>A value as people read it.</summary>
    public string Format(object value) => value switch
    {
        Money money => MoneyText.Format(money, setting.Culture),
        DateTimeOffset time => DateText.Format(TimeZoneInfo.ConvertTime(time, setting.Zone).DateTime, "D", setting.Culture),
        long number => number.ToString("N0", setting.Culture),
        double number => number.ToString("#,0.##", setting.Culture),
        _ => value.ToString()!,
    };

    void Append(string text)
    {
        if (_text.Length + text.Length > MaxLength)
            throw new TextTooLongException();
        _text.Append(text);
    }

    public override string ToString() => _text.ToString();
}
