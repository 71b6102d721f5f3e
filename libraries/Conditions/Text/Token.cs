namespace Automation.Conditions.Text;

enum TokenKind : byte
{
    End,
    Name,
    Text,
    Whole,
    Decimal,
    Symbol,
}

/// <param name="Value">The name, the digits, the symbol, or the text that a literal stands for.</param>
/// <param name="Position">Where it begins, in characters from 0.</param>
readonly record struct Token(TokenKind Kind, string Value, int Position)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol && Value == symbol;

    public bool IsWord(string word) => Kind is TokenKind.Name && Value == word;

    public override string ToString() => Kind is TokenKind.End ? "the end" : $"'{Value}'";
}

/// <summary>The text is refused; carries what is told.</summary>
sealed class ConditionSyntaxException(string reason, int position, string description) : Exception(description)
{
    public ConditionError Error { get; } = new("", position, reason, description);
}
