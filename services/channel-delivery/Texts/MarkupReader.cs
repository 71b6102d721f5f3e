using System.Text;

namespace Automation.ChannelDelivery.Texts;

/// <summary>
/// Reads HTML once, character by character, as browsers do (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), and
/// knows at each point of it what a value would become there.
/// </summary>
sealed class MarkupReader
{
    // Of longer names nothing is asked.
    const int MaxName = 32;

    // Behind these an address still leads wherever what follows wants.
    static readonly string[] s_openAddresses = ["http://", "https://", "//", "javascript:", "vbscript:", "data:"];

    static readonly HashSet<string> s_addresses =
        ["href", "src", "background", "action", "srcset", "poster", "formaction", "xlink:href"];

    static readonly HashSet<string> s_rawElements =
        ["title", "textarea", "style", "script", "xmp", "iframe", "noembed", "noframes"];

    readonly StringBuilder _name = new();
    MarkupPoint _now;
    bool _isEndTag;

    /// <summary>The point up to which was read.</summary>
    public MarkupPoint Now => _now;

    /// <summary>Within a tag, and not between quotes, where a value could become anything.</summary>
    public bool IsBare => _now.IsInTag && _now.Part is not MarkupPart.QuotedValue;

    /// <summary>In the value of an attribute that browsers run.</summary>
    public bool IsInHandler => IsInValue && _now.Attribute!.StartsWith("on", StringComparison.Ordinal);

    /// <summary>Where a value would decide where an address leads.</summary>
    public bool IsAtAddress => IsInValue && s_addresses.Contains(_now.Attribute!)
        // That one has several addresses.
        && (_now.Beginning is not null || _now.Attribute is "srcset");

    bool IsInValue => _now.Part is MarkupPart.QuotedValue;

    /// <summary>Goes on from another point, such as where the other branch began.</summary>
    public void GoTo(MarkupPoint point) => _now = point;

    public void Read(ReadOnlySpan<char> html)
    {
        foreach (var letter in html)
            Read(letter);
    }

    /// <summary>Passes a value, which is encoded.</summary>
    public void ReadValue() => (_now.Beginning, _now.Hyphens, _now.Matched) = (null, 0, 0);

    void Read(char letter)
    {
        var hyphens = _now.Hyphens;
        _now.Hyphens = letter == '-' ? hyphens + 1 : letter == '!' && hyphens >= 2 ? hyphens : 0;
        if (letter == '>' && hyphens >= 2 && (_now.IsInConditional || _now.Part is MarkupPart.Comment))
        {
            _now = default;
            return;
        }
        switch (_now.Part)
        {
            case MarkupPart.Text:
                if (letter == '<')
                    _now.Part = MarkupPart.TagOpen;
                break;
            case MarkupPart.RawText:
                ReadRaw(letter);
                break;
            case MarkupPart.QuotedValue:
                if (letter == _now.Quote)
                    (_now.Part, _now.Quote, _now.Attribute, _now.Beginning) = (MarkupPart.BeforeName, default, null, null);
                else if (letter > ' ' && _now.Beginning is { } beginning)
                    _now.Beginning = Begin(beginning + char.ToLowerInvariant(letter));
                break;
            case MarkupPart.TagOpen or MarkupPart.EndTagOpen:
                ReadOpen(letter);
                break;
            case MarkupPart.Declaration:
                // A comment, unless it is a document type or the like.
                if (letter == '>')
                    _now.Part = MarkupPart.Text;
                else if (letter != '-')
                    _now.Part = MarkupPart.Instruction;
                else if (_now.Hyphens == 2)
                    (_now.Part, _now.Matched) = (MarkupPart.Comment, 0);
                break;
            case MarkupPart.Comment:
                ReadComment(letter);
                break;
            case MarkupPart.Instruction:
                if (letter == '>')
                    _now.Part = MarkupPart.Text;
                break;
            default:
                ReadTag(letter);
                break;
        }
    }

    void ReadOpen(char letter)
    {
        var isEnd = _now.Part is MarkupPart.EndTagOpen;
        if (char.IsAsciiLetter(letter))
        {
            _isEndTag = isEnd;
            BeginName(MarkupPart.ElementName, letter);
            return;
        }
        _now.Part = (letter, isEnd) switch
        {
            ('>', _) => MarkupPart.Text,
            (_, true) => MarkupPart.Instruction,
            ('/', _) => MarkupPart.EndTagOpen,
            ('!', _) => MarkupPart.Declaration,
            ('?', _) => MarkupPart.Instruction,
            ('<', _) => MarkupPart.TagOpen,
            _ => MarkupPart.Text,
        };
    }

    void ReadTag(char letter)
    {
        var isBlank = letter is ' ' or '\t' or '\n' or '\r' or '\f';
        if (_now.Part is MarkupPart.ElementName && (isBlank || letter is '/' or '>'))
            _now.RawElement = !_isEndTag && s_rawElements.TryGetValue(_name.ToString(), out var raw) ? raw : null;
        if (letter == '>')
        {
            (_now.Part, _now.Matched) = (_now.RawElement is null ? MarkupPart.Text : MarkupPart.RawText, 0);
            return;
        }
        switch (_now.Part)
        {
            case MarkupPart.BeforeValue when letter is '"' or '\'':
                (_now.Part, _now.Quote, _now.Attribute, _now.Beginning) = (MarkupPart.QuotedValue, letter, _name.ToString(), "");
                break;
            case MarkupPart.BeforeValue:
                _now.Part = isBlank ? MarkupPart.BeforeValue : MarkupPart.UnquotedValue;
                break;
            case MarkupPart.UnquotedValue:
                _now.Part = isBlank ? MarkupPart.BeforeName : MarkupPart.UnquotedValue;
                break;
            case MarkupPart.AttributeName or MarkupPart.AfterName when letter == '=':
                _now.Part = MarkupPart.BeforeValue;
                break;
            case MarkupPart.AttributeName or MarkupPart.AfterName when isBlank:
                _now.Part = MarkupPart.AfterName;
                break;
            case var _ when isBlank || letter == '/':
                _now.Part = MarkupPart.BeforeName;
                break;
            case MarkupPart.BeforeName or MarkupPart.AfterName:
                BeginName(MarkupPart.AttributeName, letter);
                break;
            default:
                AddToName(letter);
                break;
        }
    }

    void ReadComment(char letter)
    {
        const string Condition = "[if";
        if (_now.Matched >= Condition.Length)
            return;
        if (char.ToLowerInvariant(letter) != Condition[_now.Matched])
            _now.Matched = Condition.Length;
        else if (++_now.Matched == Condition.Length)
            (_now.Part, _now.IsInConditional) = (MarkupPart.Instruction, true);
    }

    // Only its own end tag ends it.
    void ReadRaw(char letter)
    {
        var name = _now.RawElement!;
        if (_now.Matched == name.Length + 2 && letter is ' ' or '\t' or '\n' or '\r' or '\f' or '/' or '>')
        {
            (_now.Part, _now.RawElement) = (letter == '>' ? MarkupPart.Text : MarkupPart.BeforeName, null);
            return;
        }
        var awaited = _now.Matched switch { 0 => '<', 1 => '/', var count => count - 2 < name.Length ? name[count - 2] : '\0' };
        _now.Matched = char.ToLowerInvariant(letter) == awaited ? _now.Matched + 1 : letter == '<' ? 1 : 0;
    }

    void BeginName(MarkupPart part, char letter)
    {
        _now.Part = part;
        _name.Clear();
        AddToName(letter);
    }

    void AddToName(char letter)
    {
        if (_name.Length < MaxName)
            _name.Append(char.ToLowerInvariant(letter));
    }

    static string? Begin(string value) => Array.Exists(s_openAddresses, open => open.StartsWith(value, StringComparison.Ordinal)) ? value : null;
}
