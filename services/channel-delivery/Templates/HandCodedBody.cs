using System.Text.RegularExpressions;
using Automation.ChannelDelivery.Blocks;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>A message that somebody wrote as HTML and text.</summary>
sealed partial class HandCodedBody : IMailBody
{
    const int MaxHtml = 100_000;
    const int MaxText = 50_000;

    readonly TextTemplate _html;
    readonly TextTemplate _text;
    readonly bool _hasHtmlFooter;
    readonly bool _hasTextFooter;

    public HandCodedBody(HandCoded wire, TemplateReader reader)
    {
        _html = reader.Text("html", wire.Html, MaxHtml, isHtml: true);
        _text = reader.Text("text", wire.Text, MaxText);
        (_hasHtmlFooter, _hasTextFooter) = (HasFooter(wire.Html), HasFooter(wire.Text));
        if (!_hasHtmlFooter || !_hasTextFooter)
            reader.Warn(_hasHtmlFooter ? "text" : "html", TemplateReasons.UnsubscribeAdded, "does not use both links.unsubscribe and brand.address, so the footer with them is added at its end.");
        if (wire.Html.Length > MaxHtml)
            return;
        if (Unsafe().Match(wire.Html) is { Success: true } match)
            reader.Error("html", TemplateReasons.MarkupUnsafe, $"has {match.Value}>, which mailboxes remove or refuse; leave it out, and put styles into a style element.");
        else if (StyleWithTags().IsMatch(wire.Html))
            reader.Error("html", TemplateReasons.MarkupUnsafe, "has variables within a style element; put them into the text or leave them out.");
        else if (CssInlining.Inline(wire.Html) is { } inlined)
            _html = reader.Text("html", inlined, MaxHtml * 2, isHtml: true);
        else
            reader.Error("html", TemplateReasons.MarkupUnsafe, "stands so that its styles cannot be put into its elements; keep tags of Handlebars out of names of elements and attributes.");
        foreach (Match image in ImageWithoutAlt().Matches(wire.Html))
            reader.Warn("html", TemplateReasons.AltMissing, $"has a picture without alt at character {image.Index + 1}; say what it shows, or alt=\"\" where it only decorates.");
    }

    public IEnumerable<(RecommendationStrategy Strategy, int Count)> Recommends => [];

    public (string Html, string Text)? Write(MailCanvas canvas, MessageView view, string subject, string preheader)
    {
        var html = _html.Render(view.Variables, canvas.Setting);
        if (!_hasHtmlFooter)
            html = Insert(html, "</body", $"<div style=\"padding:16px 24px;font-size:13px;text-align:center\">{MailDocument.FooterHtml(canvas, view)}</div>\n");
        if (html.Contains("<html", StringComparison.OrdinalIgnoreCase))
            html = BodyStart().Replace(html, match => match.Value + MailDocument.Preheader(preheader), 1);
        else
            html = MailDocument.Around(canvas, html, subject, preheader);
        var text = _text.Render(view.Variables, canvas.Setting).ReplaceLineEndings("\n");
        return (html, _hasTextFooter ? text : $"{text}\n-- \n{MailDocument.FooterText(canvas, view)}");
    }

    static string Insert(string html, string before, string what)
    {
        var at = html.LastIndexOf(before, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? html + what : html.Insert(at, what);
    }

    static bool HasFooter(string source) => UnsubscribeTag().IsMatch(source) && AddressTag().IsMatch(source);

    [GeneratedRegex(@"<\s*(script|link|iframe|object|embed|form|base|meta\s+http-equiv)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"<style\b[^>]*>(?:(?!</style).)*\{\{", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex StyleWithTags();

    [GeneratedRegex(@"<img\b(?![^>]*\balt\s*=)[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex ImageWithoutAlt();

    [GeneratedRegex(@"<body\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex BodyStart();

    [GeneratedRegex(@"\{\{(?!#|/|!)[^}]*\blinks\.unsubscribe\b[^}]*\}\}")]
    private static partial Regex UnsubscribeTag();

    [GeneratedRegex(@"\{\{\s*(brand|shop)\.address\s*\}\}")]
    private static partial Regex AddressTag();
}
