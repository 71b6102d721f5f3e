using System.Globalization;
using System.Text.RegularExpressions;

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
        var guarded = Tag().Replace(html, match =>
        {
            tags.Add(match.Value);
            var name = $"hbs{(tags.Count - 1).ToString(CultureInfo.InvariantCulture)}e";
            // A comment may stand anywhere between elements, also between the rows of a table, where text may not.
            return IsInMarkup(html, match.Index) ? name : $"<!--{name}-->";
        });
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

    static bool IsInMarkup(string html, int at) => html.LastIndexOf('<', Math.Max(0, at - 1)) > html.LastIndexOf('>', Math.Max(0, at - 1));

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?:<!--)?hbs(\d+)e(?:-->)?")]
    private static partial Regex Guard();
}
