using System.Globalization;
using System.Text;

namespace Automation.Conditions.Text;

/// <summary>Cuts a text into the tokens of CEL, as far as the language uses them.</summary>
ref struct Lexer(string text)
{
    static readonly string[] s_symbols =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", ".", "-", "+"];

    int _next;

    public Token Next()
    {
        SkipBlanks();
        if (_next >= text.Length)
            return new Token(TokenKind.End, "", text.Length);
        var first = text[_next];
        if (char.IsAsciiLetter(first) || first == '_')
            return Name();
        if (char.IsAsciiDigit(first))
            return Number();
        if (first is '"' or '\'')
            return Text(first);
        foreach (var symbol in s_symbols)
        {
            if (string.CompareOrdinal(text, _next, symbol, 0, symbol.Length) == 0)
            {
                var start = _next;
                _next += symbol.Length;
                return new Token(TokenKind.Symbol, symbol, start);
            }
        }
        throw Wrong(_next, first is '=' or '&' or '|'
            ? $"'{first}' alone means nothing; write it twice."
            : $"'{first}' means nothing here; put text in double quotes.");
    }

    void SkipBlanks()
    {
        while (_next < text.Length)
        {
            if (text[_next] is ' ' or '\t' or '\n' or '\r' or '\f')
                _next++;
            else if (text[_next] == '/' && _next + 1 < text.Length && text[_next + 1] == '/')
                _next = text.IndexOf('\n', _next) is >= 0 and var end ? end + 1 : text.Length;
            else
                break;
        }
    }

    Token Name()
    {
        var start = _next;
        while (_next < text.Length && (char.IsAsciiLetterOrDigit(text[_next]) || text[_next] == '_'))
            _next++;
        return new Token(TokenKind.Name, text[start.._next], start);
    }

    Token Number()
    {
        var start = _next;
        SkipDigits();
        var isWhole = true;
        if (_next + 1 < text.Length && text[_next] == '.' && char.IsAsciiDigit(text[_next + 1]))
        {
            isWhole = false;
            _next++;
            SkipDigits();
        }
        if (_next < text.Length && (char.IsAsciiLetter(text[_next]) || text[_next] == '_'))
            throw Wrong(start, "a number has digits and one point only, no exponent and no unit; money is money(\"49.90 EUR\"), a time is duration(\"30d\").");
        return new Token(isWhole ? TokenKind.Whole : TokenKind.Decimal, text[start.._next], start);
    }

    void SkipDigits()
    {
        while (_next < text.Length && char.IsAsciiDigit(text[_next]))
            _next++;
    }

    Token Text(char quote)
    {
        var start = _next++;
        var value = new StringBuilder();
        while (true)
        {
            if (_next >= text.Length || text[_next] == '\n')
                throw Wrong(start, $"the text that begins here has no end; close it with {quote}.");
            var character = text[_next++];
            if (character == quote)
                return new Token(TokenKind.Text, value.ToString(), start);
            value.Append(character == '\\' ? Escaped() : character);
        }
    }

    char Escaped()
    {
        var start = _next - 1;
        var code = _next < text.Length ? text[_next++] : '\0';
        return code switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '\\' or '"' or '\'' or '?' or '`' => code,
            'x' => Hex(2, start),
            'u' => Hex(4, start),
            _ => throw Wrong(start, @"no such escape; use \"" \\ \n \r \t or \u and four hexadecimal digits."),
        };
    }

    char Hex(int digits, int start)
    {
        if (_next + digits > text.Length
            || !ushort.TryParse(text.AsSpan(_next, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw Wrong(start, $"this escape takes {digits} hexadecimal digits.");
        }
        _next += digits;
        return (char)code;
    }

    static ConditionSyntaxException Wrong(int position, string description) => new(ConditionReason.Syntax, position, description);
}
