namespace Automation.Validation;

/// <summary>The codes that any field may be refused with. Services have more of them, in FaultReasons.</summary>
public static class ViolationReason
{
    /// <summary>A required field is missing.</summary>
    public const string Required = "FIELD_REQUIRED";

    /// <summary>A field has a value that it must not have.</summary>
    public const string Invalid = "FIELD_INVALID";

    /// <summary>There is no such field or parameter.</summary>
    public const string Unknown = "FIELD_UNKNOWN";

    /// <summary>A text or list is longer than allowed.</summary>
    public const string TooLong = "FIELD_TOO_LONG";
}
