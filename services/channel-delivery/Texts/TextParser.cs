using System.Text.RegularExpressions;

namespace Automation.ChannelDelivery.Texts;

/// <summary>
/// Reads a text: tells everything that is wrong with it, and bounds the work of rendering it. What it does not understand it
/// refuses, so that nothing of Handlebars is there by accident.
/// </summary>
sealed partial class TextParser
{
    const int MaxDepth = 8;
    const int MaxLoops = 2;

    // What a loop goes through at most, and how many tags a text may come to with all its rounds.
    const int Rounds = 20;
    const int MaxCost = 20_000;

    readonly List<TextProblem> _problems = [];
    readonly VariableShape _root;
    readonly MarkupReader? _markup;
    List<TextTag> _tags = [];
    int _at;
    int _cost;

    TextParser(VariableShape root, bool isHtml) => (_root, _markup) = (root, isHtml ? new MarkupReader() : null);

    /// <summary>What was understood, and what is wrong. Use it only when nothing is.</summary>
    public static (TextTemplate Template, IReadOnlyList<TextProblem> Problems) Parse(string source, VariableShape root, bool isHtml)
    {
        var parser = new TextParser(root, isHtml);
        parser._tags = TextTag.Split(source, parser._problems);
        var nodes = new List<TextNode>();
        if (parser._problems.Count == 0)
            parser.ReadBody(nodes, new Place(root, 0, 0), null);
        if (parser._cost > MaxCost)
            parser.Add(TextReasons.TooCostly, 0, "Its loops come to too many tags; show fewer things in a loop, or no loop in a loop.");
        return (new TextTemplate(nodes, isHtml ? TextForm.Html : TextForm.Plain), parser._problems);
    }

    /// <summary>Reads up to the end of the block, or of the text.</summary>
    /// <returns>The tag that ended it.</returns>
    string? ReadBody(List<TextNode> nodes, Place place, (string Name, int Offset)? block)
    {
        while (_at < _tags.Count)
        {
            var tag = _tags[_at++];
            if (!tag.IsTag)
            {
                nodes.Add(new TextNode.Literal(tag.Text));
                _markup?.Read(tag.Text);
                continue;
            }
            _cost += (int)Math.Pow(Rounds, place.Loops);
            RequireQuoted(tag);
            switch (tag.Text)
            {
                case ['!', ..]:
                    break;
                case ['#', ..]:
                    ReadBlock(nodes, tag, place);
                    break;
                case "else" or ['/', ..] when block is { } open:
                    if (tag.Text == "else" || tag.Text[1..].Trim() == open.Name)
                        return tag.Text;
                    Add(TextReasons.SyntaxInvalid, tag.Offset, $"{{{{{tag.Text}}}}} stands where {{{{/{open.Name}}}}} is due; close blocks in the reverse order.");
                    return null;
                case "else" or ['/', ..]:
                    Add(TextReasons.SyntaxInvalid, tag.Offset, $"{{{{{tag.Text}}}}} belongs to no block; leave it out, or open the block before it.");
                    break;
                default:
                    ReadExpression(nodes, tag, place);
                    _markup?.ReadValue();
                    break;
            }
        }
        if (block is { } unclosed)
            Add(TextReasons.SyntaxInvalid, unclosed.Offset, $"This block has no end; close it with {{{{/{unclosed.Name}}}}}.");
        return null;
    }

    void ReadBlock(List<TextNode> nodes, TextTag tag, Place place)
    {
        var words = Words(tag.Text[1..]);
        var name = words.Count > 0 ? words[0] : "";
        if (name is not ("if" or "unless" or "each"))
            Add(TextReasons.HelperUnknown, tag.Offset, $"There is no block '{Shown(name)}'; there are if, unless and each.");
        else if (words.Count != 2)
            Add(TextReasons.SyntaxInvalid, tag.Offset, $"#{name} takes one variable and nothing else.");
        if (place.Depth == MaxDepth)
        {
            Add(TextReasons.TooCostly, tag.Offset, $"Blocks stand in each other more than {MaxDepth} deep; set them side by side.");
            _at = _tags.Count;
            return;
        }
        var isLoop = name == "each";
        var found = words.Count == 2 ? Resolve(words[1], tag, place) : null;
        if (isLoop && found is { Shape.Kind: not VariableKind.List })
            Add(TextReasons.VariableUnknown, tag.Offset, $"'{Shown(words[1])}' is no list, so #each cannot go through it.");
        if (isLoop && place.Loops == MaxLoops)
            Add(TextReasons.TooCostly, tag.Offset, $"Loops stand in each other more than {MaxLoops} deep; set them side by side.");
        var inner = place with { Depth = place.Depth + 1 };
        // What is in a loop over nothing known is not complained about again.
        var body = isLoop ? inner with { Current = found?.Shape is { Kind: VariableKind.List } list ? list : Anything, Loops = place.Loops + 1 } : inner;
        List<TextNode> first = [], second = [];
        var begin = _markup?.Now ?? default;
        var hasElse = ReadBody(first, body, (name, tag.Offset)) == "else";
        // Without {{else}} the other branch is empty.
        var (end, otherEnd) = (EndBranch(begin), begin);
        if (hasElse)
        {
            if (ReadBody(second, inner, (name, tag.Offset)) == "else")
                Add(TextReasons.SyntaxInvalid, tag.Offset, "This block has two {{else}}; leave one out.");
            otherEnd = EndBranch(begin);
        }
        _markup?.GoTo(MarkupPoint.Join(end, otherEnd));
        if (found is { } condition)
            nodes.Add(isLoop ? new TextNode.Loop(condition.Path, first, second) : new TextNode.Choice(condition.Path, name == "unless", first, second));
    }

    void ReadExpression(List<TextNode> nodes, TextTag tag, Place place)
    {
        var words = Words(tag.Text);
        if (words.Count == 0)
        {
            Add(TextReasons.SyntaxInvalid, tag.Offset, "This tag is empty; name a variable in it, or leave it out.");
        }
        else if (words.Count > 1)
        {
            ReadCall(nodes, tag, words, place);
        }
        else if (Resolve(words[0], tag, place) is { } found)
        {
            if (found.Shape.Kind is VariableKind.List or VariableKind.Group or VariableKind.Flag)
                Add(TextReasons.VariableUnknown, tag.Offset, $"'{Shown(words[0])}' is nothing that can be shown; {Remedy(found.Shape)}");
            RequireAddress(tag, found.Shape.Kind);
            nodes.Add(new TextNode.Show(found.Path));
        }
    }

    void ReadCall(List<TextNode> nodes, TextTag tag, List<string> words, Place place)
    {
        if (TextFunction.Find(words[0]) is not { } function)
        {
            Add(TextReasons.HelperUnknown, tag.Offset, $"There is no helper '{Shown(words[0])}'; there are {TextFunction.Names}.");
            return;
        }
        var (arguments, kinds) = (new List<TextArgument>(), new List<VariableKind?>());
        foreach (var word in words.Skip(1))
        {
            if (word.Length > 1 && word[0] is '"' or '\'')
            {
                arguments.Add(new TextArgument(null, word[1..^1]));
                kinds.Add(null);
            }
            else if (Resolve(word, tag, place) is { } found)
            {
                arguments.Add(new TextArgument(found.Path, ""));
                kinds.Add(found.Shape.Kind);
            }
            else
            {
                return;
            }
        }
        if (function.Check(kinds, [.. arguments.Select(argument => argument.Literal)]) is { } wrong)
            Add(TextReasons.SyntaxInvalid, tag.Offset, $"{function.Name} {wrong}, such as {function.Usage}.");
        if (function.WritesMarkup && _markup is { Now.IsInTag: true })
            Add(TextReasons.UrlUnsafe, tag.Offset, $"{function.Name} writes an element, which cannot stand within a tag; show the address alone.");
        RequireAddress(tag, VariableKind.Text);
        nodes.Add(new TextNode.Call(function, [.. arguments]));
    }

    (TextPath Path, VariableShape Shape)? Resolve(string word, TextTag tag, Place place)
    {
        if (!PathForm().IsMatch(word))
        {
            Add(TextReasons.SyntaxInvalid, tag.Offset, $"'{Shown(word)}' is no variable; variables are names with dots between them, such as shopper.first_name.");
            return null;
        }
        var isFromRoot = word.StartsWith("@root.", StringComparison.Ordinal);
        var bare = isFromRoot ? word["@root.".Length..] : word == "this" ? "" : word.StartsWith("this.", StringComparison.Ordinal) ? word["this.".Length..] : word;
        string[] names = bare.Length == 0 ? [] : bare.Split('.');
        VariableShape? shape = isFromRoot ? _root : place.Current;
        // Names of a list's elements are those below the list itself, which stands for one of them within its loop.
        if (ReferenceEquals(shape, Anything))
            return null;
        for (var index = 0; index < names.Length; index++)
            shape = index > 0 && shape?.Kind is VariableKind.List ? null : shape?.Find(names[index]);
        if (shape is not null && names.Length > 0)
            return (new TextPath(word, isFromRoot, names), shape);
        Add(TextReasons.VariableUnknown, tag.Offset, $"There is no variable '{Shown(word)}' here{Alternatives(names, isFromRoot ? _root : place.Current)}.");
        return null;
    }

    string Alternatives(string[] names, VariableShape from)
    {
        VariableShape? last = from;
        foreach (var name in names)
        {
            if (last.Find(name) is not { } next)
                break;
            last = next;
        }
        var hint = ReferenceEquals(last, _root) || ReferenceEquals(from, _root) ? "" : "; in a loop, others are below @root";
        return last.Fields is { Count: > 0 } fields ? $"; there are {string.Join(", ", fields.Keys)}{hint}" : hint;
    }

    static string Remedy(VariableShape shape) => shape.Kind switch
    {
        VariableKind.List => "go through it with #each.",
        VariableKind.Flag => "ask for it with #if.",
        _ => $"name what is below it{(shape.Fields is { Count: > 0 } fields ? $": {string.Join(", ", fields.Keys)}" : "")}.",
    };

    // Within a tag of HTML only what stands between quotes stays in its attribute.
    void RequireQuoted(TextTag tag)
    {
        if (_markup is { IsBare: true })
            Add(TextReasons.UrlUnsafe, tag.Offset, "Within a tag of HTML it must stand between quotes: what it shows could otherwise end the attribute.");
        else if (_markup is { IsInHandler: true })
            Add(TextReasons.UrlUnsafe, tag.Offset, "Nothing is shown inside of what a browser runs; leave the attribute out.");
    }

    // Only what is known to be an address of the web may be one.
    void RequireAddress(TextTag tag, VariableKind kind)
    {
        if (kind is not VariableKind.Url && _markup is { IsAtAddress: true })
            Add(TextReasons.UrlUnsafe, tag.Offset, "An address may only begin with a variable that is one, such as links.storefront.");
    }

    // Goes back to where the branch began. Whichever branch is taken, what follows must be in the same place of the HTML.
    MarkupPoint EndBranch(MarkupPoint begin)
    {
        if (_markup is null)
            return default;
        var end = _markup.Now;
        if (!end.IsLike(begin))
            Add(TextReasons.UrlUnsafe, _tags[_at - 1].Offset, "A block must end where it began, in the text or in the same attribute; put whole elements or a part of one attribute into it.");
        _markup.GoTo(begin);
        return end;
    }

    void Add(string reason, int offset, string detail) => _problems.Add(new TextProblem(reason, offset, detail));

    static List<string> Words(string text) => [.. WordForm().Matches(text).Select(match => match.Value)];

    static string Shown(string word) => word.Length > 60 ? $"{word[..60]}…" : word;

    static readonly VariableShape Anything = new(VariableKind.Group);

    /// <param name="Current">What names are looked for in.</param>
    /// <param name="Depth">Blocks around it.</param>
    /// <param name="Loops">Loops around it.</param>
    readonly record struct Place(VariableShape Current, int Depth, int Loops);

    [GeneratedRegex("""^(@root\.|this\.)?[A-Za-z_][\w\-]*(\.[A-Za-z_][\w\-]*)*$""")]
    private static partial Regex PathForm();

    [GeneratedRegex("""
        "[^"]*"|'[^']*'|[^\s"']+|["']
        """)]
    private static partial Regex WordForm();
}
