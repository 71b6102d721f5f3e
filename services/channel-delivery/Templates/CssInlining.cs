using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Automation.ChannelDelivery.Texts;

namespace Automation.ChannelDelivery.Templates;

/// <summary>Puts the styles of <c>style</c> elements into the elements themselves, for mailboxes that read no others. What is in <c>@media</c> stays.</summary>
static partial class CssInlining
{
    /// <param name="html">With tags of Handlebars, which the parser of HTML must neither see nor move.</param>
    /// <returns>Null when not every tag came back.</returns>
    public static string? Inline(string html)
    {
        if (!html.Contains("<style", StringComparison.OrdinalIgnoreCase))
            return html;
        var tags = new List<string>();
        var guarded = Guarded(html, tags);
        var inlined = PreMailer.Net.PreMailer.MoveCssInline(
            guarded, removeStyleElements: true, removeComments: false, preserveMediaQueries: true).Html;
        var back = 0;
        var restored = Guard().Replace(inlined, match =>
        {
            back++;
            return int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var index) && index < tags.Count ? tags[index] : "";
        });
        return back == tags.Count ? restored : null;
    }

    static string Guarded(string html, List<string> tags)
    {
        var (guarded, markup, at) = (new StringBuilder(), new MarkupReader(), 0);
        while (html.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var start && html.IndexOf("}}", start, StringComparison.Ordinal) is >= 0 and var end)
        {
            markup.Read(html.AsSpan(at, start - at));
            guarded.Append(html, at, start - at);
            var name = $"hbs{tags.Count.ToString(CultureInfo.InvariantCulture)}e";
            // A comment may stand anywhere between elements, also between the rows of a table, where text may not.
            guarded.Append(markup.Now.IsBetweenElements ? $"<!--{name}-->" : name);
            at = end + 2;
            tags.Add(html[start..at]);
        }
        return guarded.Append(html, at, html.Length - at).ToString();
    }

    [GeneratedRegex(@"(?:<!--)?hbs(\d+)e(?:-->)?")]
    private static partial Regex Guard();
}
