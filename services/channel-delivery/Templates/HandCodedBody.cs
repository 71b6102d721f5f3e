using System.Net;
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
        (_hasHtmlFooter, _hasTextFooter) = (wire.Html.Length <= MaxHtml && HasFooter(wire.Html), wire.Text.Length <= MaxText && HasFooter(wire.Text));
        if (!_hasHtmlFooter || !_hasTextFooter)
            reader.Warn(_hasHtmlFooter ? "text" : "html", TemplateReasons.UnsubscribeAdded, "does not use both links.unsubscribe and brand.address, so the footer with them is added at its end.");
        if (wire.Html.Length > MaxHtml)
            return;
        if (Unsafe().Match(wire.Html) is { Success: true } match)
            reader.Error("html", TemplateReasons.MarkupUnsafe, $"has {match.Value}>, which mailboxes remove or refuse; leave it out, and put styles into a style element.");
        else if (HasTagsInStyles(wire.Html))
            reader.Error("html", TemplateReasons.MarkupUnsafe, "has variables within a style element; put them into the text or leave them out.");
        else if (CssInlining.Inline(wire.Html) is { } inlined)
            _html = reader.Text("html", inlined, MaxHtml * 2, isHtml: true);
        else
            reader.Error("html", TemplateReasons.MarkupUnsafe, "stands so that its styles cannot be put into its elements; keep tags of Handlebars out of names of elements and attributes.");
        foreach (var image in ImagesWithoutAlt(wire.Html))
            reader.Warn("html", TemplateReasons.AltMissing, $"has a picture without alt at character {image + 1}; say what it shows, or alt=\"\" where it only decorates.");
    }

    public IEnumerable<(RecommendationStrategy Strategy, int Count)> Recommends => [];

    public (string Html, string Text)? Write(MailCanvas canvas, MessageView view, string subject, string preheader)
    {
        var html = _html.Render(view.Variables, canvas.Setting);
        if (!_hasHtmlFooter || !Shows(html, view, value => WebUtility.HtmlEncode(value)))
            html = Insert(html, "</body", $"<div style=\"padding:16px 24px;font-size:13px;text-align:center\">{MailDocument.FooterHtml(canvas, view)}</div>\n");
        if (html.Contains("<html", StringComparison.OrdinalIgnoreCase))
            html = BodyStart(html) is { } start ? html.Insert(start, MailDocument.Preheader(preheader)) : html;
        else
            html = MailDocument.Around(canvas, html, subject, preheader);
        var text = _text.Render(view.Variables, canvas.Setting).ReplaceLineEndings("\n");
        return (html, _hasTextFooter && Shows(text, view, value => value) ? text : $"{text}\n-- \n{MailDocument.FooterText(canvas, view)}");
    }

    // What the source has may stand in a branch that was not taken.
    static bool Shows(string rendered, MessageView view, Func<string, string> encode)
    {
        string?[] addresses = [Address("brand"), Address("shop")];
        return (view.UnsubscribeUrl is not { } url || rendered.Contains(encode(url), StringComparison.Ordinal))
            && (addresses is [null, null] || Array.Exists(addresses, address => address is not null && rendered.Contains(encode(address), StringComparison.Ordinal)));

        string? Address(string owner) => (view.Variables[owner] as Variables)?["address"] as string;
    }

    static string Insert(string html, string before, string what)
    {
        var at = html.LastIndexOf(before, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? html + what : html.Insert(at, what);
    }

    static bool HasFooter(string source)
    {
        var tags = TextTag.Split(source, []).FindAll(tag => tag.IsTag && tag.Text is not ['#' or '/' or '!', ..]);
        return tags.Exists(tag => tag.Text.Split((char[]?)null).Any(word => word is "links.unsubscribe" or "@root.links.unsubscribe"))
            && tags.Exists(tag => tag.Text is "brand.address" or "shop.address");
    }

    static bool HasTagsInStyles(string html)
    {
        for (var at = 0; (at = Element(html, "<style", at)) >= 0;)
        {
            var end = html.IndexOf("</style", at, StringComparison.OrdinalIgnoreCase);
            if (html.AsSpan(at, (end < 0 ? html.Length : end) - at).Contains("{{", StringComparison.Ordinal))
                return true;
            if (end < 0)
                break;
            at = end;
        }
        return false;
    }

    static IEnumerable<int> ImagesWithoutAlt(string html)
    {
        for (var at = 0; (at = Element(html, "<img", at)) >= 0;)
        {
            var end = html.IndexOf('>', at);
            if (end < 0)
                yield break;
            if (!Alt().IsMatch(html.AsSpan(at, end - at)))
                yield return at;
            at = end;
        }
    }

    // Behind the tag that begins the body.
    static int? BodyStart(string html) =>
        Element(html, "<body", 0) is >= 0 and var at && html.IndexOf('>', at) is >= 0 and var end ? end + 1 : null;

    // Where an element of that name begins, from a place on; -1: none does.
    static int Element(string html, string begin, int from)
    {
        for (var at = from; (at = html.IndexOf(begin, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += begin.Length)
        {
            if (at + begin.Length == html.Length || !char.IsLetterOrDigit(html[at + begin.Length]))
                return at;
        }
        return -1;
    }

    [GeneratedRegex(@"<\s*(script|link|iframe|object|embed|form|base|meta\s+http-equiv)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"\balt\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Alt();
}
