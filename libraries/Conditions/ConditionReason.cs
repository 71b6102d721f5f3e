namespace Automation.Conditions;

/// <summary>Why a condition is refused; each is explained in docs/conditions.md.</summary>
public static class ConditionReason
{
    /// <summary>The text is not in the syntax.</summary>
    public const string Syntax = "CONDITION_SYNTAX";

    /// <summary>A part that is required is missing.</summary>
    public const string Incomplete = "CONDITION_INCOMPLETE";

    /// <summary>There is no such root, field, function, event, segment or enum value.</summary>
    public const string UnknownName = "CONDITION_UNKNOWN_NAME";

    /// <summary>A value is of another type than what is done with it asks for.</summary>
    public const string Type = "CONDITION_TYPE";

    /// <summary>A constant has no meaning: a currency, a time zone, a duration, a number out of range.</summary>
    public const string Literal = "CONDITION_LITERAL";

    /// <summary>The text, a constant or a path is longer than allowed.</summary>
    public const string TooLong = "CONDITION_TOO_LONG";

    /// <summary>It nests deeper than allowed.</summary>
    public const string TooDeep = "CONDITION_TOO_DEEP";

    /// <summary>It has more clauses than allowed.</summary>
    public const string TooManyClauses = "CONDITION_TOO_MANY_CLAUSES";

    /// <summary>A set has more constants than allowed.</summary>
    public const string SetTooLarge = "CONDITION_SET_TOO_LARGE";

    /// <summary>It asks for history where nobody answers, or correlates history with something that is not constant.</summary>
    public const string History = "CONDITION_HISTORY";

    /// <summary>It asks for history that whoever answers cannot answer yet.</summary>
    public const string Unsupported = "CONDITION_UNSUPPORTED";
}
