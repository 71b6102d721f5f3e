using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>
/// A path of the contracts, for example <c>/v1/carts/{cart.cart_id}/lines:clear</c>. The router decides which
/// template matches; this finds the values, in the raw path: only there are <c>%2F</c> and <c>/</c> different.
/// </summary>
sealed class PathTemplate
{
    readonly int _segmentCount;
    readonly Variable[] _variables;

    PathTemplate(string text, int segmentCount, Variable[] variables) =>
        (Text, _segmentCount, _variables) = (text, segmentCount, variables);

    /// <summary>As the contract has it; the router reads the same form.</summary>
    public string Text { get; }

    /// <summary>The fields that the path binds.</summary>
    public IEnumerable<FieldPath> Fields => _variables.Select(variable => variable.Field);

    public static PathTemplate Parse(string text, MessageDescriptor request)
    {
        if (!text.StartsWith('/'))
            throw new FormatException($"'{text}': a path begins with '/'.");
        var segments = text[1..].Split('/');
        var variables = new List<Variable>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Contains('*'))
                throw new FormatException($"'{text}': the gateway serves no wildcards; name a field instead.");
            var (open, close) = (segments[i].IndexOf('{'), segments[i].IndexOf('}'));
            if (open < 0 && close < 0)
                continue;
            if (close < open || segments[i].LastIndexOf('{') != open)
                throw new FormatException($"'{text}': segment '{segments[i]}' must hold one {{field}}.");
            var field = FieldPath.Find(request, segments[i][(open + 1)..close]);
            if (field is null || field.Leaf.IsRepeated || !FieldText.CanRead(field.Leaf))
                throw new FormatException($"'{text}': {segments[i]} names no single field of {request.FullName}.");
            variables.Add(new Variable(i, segments[i][..open], segments[i][(close + 1)..], field));
        }
        return new PathTemplate(text, segments.Length, [.. variables]);
    }

    /// <summary>The fields and their values, decoded.</summary>
    /// <param name="rawTarget">The request target as it came, for example <c>/v1/products/a%2Fb?x=1</c>.</param>
    public IEnumerable<(FieldPath Field, string Value)> Read(string rawTarget)
    {
        if (_variables.Length == 0)
            yield break;
        var segments = PathOf(rawTarget).TrimEnd('/').Split('/');
        // Dot segments, which the server resolved for the router, cannot be in a path that means a variable.
        if (segments.Length != _segmentCount + 1)
            yield break;
        foreach (var (index, prefix, suffix, field) in _variables)
        {
            var segment = Uri.UnescapeDataString(segments[index + 1]);
            yield return (field, segment[prefix.Length..^suffix.Length]);
        }
    }

    // A request target is a path with a query, or an absolute URI where a proxy is spoken to.
    static string PathOf(string rawTarget)
    {
        var path = rawTarget.StartsWith('/') ? rawTarget : new Uri(rawTarget).PathAndQuery;
        var query = path.IndexOf('?');
        return query < 0 ? path : path[..query];
    }

    readonly record struct Variable(int Segment, string Prefix, string Suffix, FieldPath Field);
}
