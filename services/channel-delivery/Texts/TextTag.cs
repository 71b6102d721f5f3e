using System.Text.RegularExpressions;

namespace Automation.ChannelDelivery.Texts;

/// <summary>A tag of a text, or what stands before the next one.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Text">The words; of a tag what stands between its braces.</param>
/// <param name="IsTag">Whether it is a tag.</param>
sealed partial record TextTag(int Offset, string Text, bool IsTag)
{
    /// <summary>Splits a text. A tag that has no end is a problem, and what follows is not read.</summary>
    public static List<TextTag> Split(string source, List<TextProblem> problems)
    {
        var found = new List<TextTag>();
        var at = 0;
        while (source.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = source.IndexOf("}}", start, StringComparison.Ordinal);
            if (end < 0)
            {
                problems.Add(new TextProblem(TextReasons.SyntaxInvalid, start, "This tag has no end; close it with }}."));
                return found;
            }
            if (source.AsSpan(start).StartsWith("{{{") || source.AsSpan(start).StartsWith("{{&"))
                problems.Add(new TextProblem(TextReasons.SyntaxInvalid, start, "Values are never put in as HTML; write two braces and no &."));
            else if (start > 0 && source[start - 1] == '\\')
                problems.Add(new TextProblem(TextReasons.SyntaxInvalid, start, "Braces cannot be escaped; leave the backslash out."));
            var text = source[(start + 2)..end];
            var (from, to) = (start, end + 2);
            if (IsBlock(text))
                (from, to) = WithItsLine(source, from, to, at);
            var before = source[at..from];
            if (text.StartsWith('~'))
                before = before.TrimEnd();
            if (before.Length > 0)
                found.Add(new TextTag(at, before, IsTag: false));
            found.Add(new TextTag(start, text.Trim('~').Trim(), IsTag: true));
            at = to;
            if (text.EndsWith('~'))
                at += source.Length - at - source.AsSpan(at).TrimStart().Length;
        }
        if (at < source.Length)
            found.Add(new TextTag(at, source[at..], IsTag: false));
        return found;
    }

    // A tag that shows nothing and has a line for itself leaves no empty line, as Handlebars has it.
    static (int From, int To) WithItsLine(string source, int from, int to, int previous)
    {
        var lineStart = from;
        while (lineStart > previous && source[lineStart - 1] is ' ' or '\t')
            lineStart--;
        var lineEnd = to;
        while (lineEnd < source.Length && source[lineEnd] is ' ' or '\t' or '\r')
            lineEnd++;
        var begins = lineStart == 0 || source[lineStart - 1] == '\n';
        var ends = lineEnd == source.Length || source[lineEnd] == '\n';
        return begins && ends ? (lineStart, Math.Min(lineEnd + 1, source.Length)) : (from, to);
    }

    static bool IsBlock(string text) => BlockStart().IsMatch(text);

    [GeneratedRegex(@"^~?\s*([#/!]|else\b)")]
    private static partial Regex BlockStart();
}
