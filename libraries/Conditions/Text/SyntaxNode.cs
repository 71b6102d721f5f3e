namespace Automation.Conditions.Text;

/// <summary>An expression of CEL, before it is known what it means.</summary>
/// <param name="Position">Where it begins or, of calls and relations, where their name or sign stands.</param>
abstract record SyntaxNode(int Position);

sealed record NameSyntax(string Name, int Position) : SyntaxNode(Position);

sealed record TextSyntax(string Value, int Position) : SyntaxNode(Position);

/// <param name="Digits">With a leading minus where there is one.</param>
sealed record NumberSyntax(string Digits, bool IsWhole, int Position) : SyntaxNode(Position);

sealed record FlagSyntax(bool Value, int Position) : SyntaxNode(Position);

sealed record ListSyntax(IReadOnlyList<SyntaxNode> Items, int Position) : SyntaxNode(Position);

/// <summary><c>target.name</c>, and <c>target["name"]</c>, which says the same of any name.</summary>
sealed record SelectSyntax(SyntaxNode Target, string Name, int Position) : SyntaxNode(Position);

/// <summary><c>name(arguments)</c>, or <c>target.name(arguments)</c>.</summary>
sealed record CallSyntax(SyntaxNode? Target, string Name, IReadOnlyList<SyntaxNode> Arguments, int Position) : SyntaxNode(Position);

sealed record NotSyntax(SyntaxNode Operand, int Position) : SyntaxNode(Position);

/// <summary><c>a &amp;&amp; b &amp;&amp; c</c>, as far as no parentheses group it.</summary>
sealed record ChainSyntax(bool IsAnd, IReadOnlyList<SyntaxNode> Items, int Position) : SyntaxNode(Position);

/// <summary>A relation (<c>==</c>, <c>in</c>, …), or <c>+</c> and <c>-</c>.</summary>
sealed record BinarySyntax(string Sign, SyntaxNode Left, SyntaxNode Right, int Position) : SyntaxNode(Position);
