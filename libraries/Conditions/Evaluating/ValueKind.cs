namespace Automation.Conditions.Evaluating;

/// <summary>What a value is when it has been read.</summary>
enum ValueKind : byte
{
    /// <summary>It is not there.</summary>
    Absent,
    Text,
    Flag,

    /// <summary>A whole number, or the number of an enum value.</summary>
    Whole,

    /// <summary>A double, such as every number within traits.</summary>
    Real,
    Decimal,
    Money,
    Time,

    /// <summary>A message of the contract, or a struct within traits.</summary>
    Message,
    List,
    Map,
}
