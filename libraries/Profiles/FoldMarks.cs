namespace Automation.Profiles;

/// <summary>What the fold found out about a record that is about a cart; nothing about every other.</summary>
[Flags]
public enum FoldMarks
{
    /// <summary>It is news.</summary>
    None = 0,

    /// <summary>It left the cart as it was: <c>MembershipRecord.no_effect</c>.</summary>
    NoEffect = 1,

    /// <summary>It changed something, and happened before an order that was logged before it: <c>MembershipRecord.before_order</c>.</summary>
    BeforeOrder = 2,
}
