namespace Automation.ChannelDelivery.Texts;

/// <summary>A part of a text that was understood.</summary>
abstract record TextNode
{
    /// <summary>As it stands.</summary>
    public sealed record Literal(string Text) : TextNode;

    /// <summary>The value of a variable, as people read it.</summary>
    public sealed record Show(TextPath Path) : TextNode;

    /// <summary>What a function makes of a variable.</summary>
    public sealed record Call(TextFunction Function, TextArgument[] Arguments) : TextNode;

    /// <summary><c>#if</c>, or <c>#unless</c>.</summary>
    public sealed record Choice(TextPath Condition, bool IsNegated, List<TextNode> Then, List<TextNode> Else) : TextNode;

    /// <summary><c>#each</c>, with what stands for an empty list.</summary>
    public sealed record Loop(TextPath List, List<TextNode> Body, List<TextNode> Else) : TextNode;
}

/// <summary>Names from a group to a value; without names the element of the loop itself.</summary>
/// <param name="Source">As it is written.</param>
/// <param name="IsFromRoot">Whether it leads from all variables, also within a loop.</param>
/// <param name="Names">The names.</param>
sealed record TextPath(string Source, bool IsFromRoot, string[] Names);

/// <summary>What a function is given.</summary>
/// <param name="Path">A variable; null: the literal.</param>
/// <param name="Literal">What stands between the quotes.</param>
readonly record struct TextArgument(TextPath? Path, string Literal);
