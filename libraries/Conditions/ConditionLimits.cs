namespace Automation.Conditions;

/// <summary>What a condition may be at most. Beyond is an error, told before more work is spent on it.</summary>
public static class ConditionLimits
{
    /// <summary>Characters of the text form.</summary>
    public const int TextLength = 65_536;

    /// <summary>Parentheses, calls and lists within each other in the text form.</summary>
    public const int TextDepth = 64;

    /// <summary>Conditions within each other.</summary>
    public const int Depth = 16;

    /// <summary>Clauses: conditions that are made of no others.</summary>
    public const int Clauses = 200;

    /// <summary>Constants in one set.</summary>
    public const int SetSize = 1_000;

    /// <summary>Characters of a constant text, and of the name of a segment, list, topic or prediction: <see cref="NameLength"/>.</summary>
    public const int LiteralLength = 1_000;

    /// <summary>Characters of one name of a path, and of names that are looked up elsewhere.</summary>
    public const int NameLength = 100;

    /// <summary>Names in one path, and calls behind one another.</summary>
    public const int PathLength = 10;

    /// <summary>Variables of quantifiers within each other.</summary>
    public const int Variables = 4;

    /// <summary>Names of events in one pattern.</summary>
    public const int EventNames = 20;

    /// <summary>Errors that are told of one condition.</summary>
    public const int Errors = 20;

    /// <summary>The longest stretch of time that a condition names.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromDays(3_650);
}
