using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Faults;

namespace Automation.Ingestion.Admission;

/// <summary>Why an event may not enter.</summary>
/// <param name="Reason">Its code.</param>
/// <param name="Field">Path of the field within the event, empty for the event itself.</param>
/// <param name="Description">What is wrong and what to do.</param>
readonly record struct Violation(FaultReason Reason, string Field, string Description)
{
    public static Violation Required(string field) => new(FaultReasons.FieldRequired, field, "is required; set it.");

    public static Violation Invalid(string field, string description) => new(FaultReasons.FieldInvalid, field, description);

    /// <summary>The same, seen from the field around it.</summary>
    public Violation Under(string parent) => this with { Field = Field.Length == 0 ? parent : $"{parent}.{Field}" };

    /// <summary>As the error of a call.</summary>
    public Fault ToFault() => new(Reason, Field, Description);

    /// <summary>As the outcome of one event among several.</summary>
    public Rejection ToRejection() =>
        new() { Reason = Reason.Code, Field = Field, Detail = $"{(Field.Length == 0 ? "The event" : Field)} {Description}" };
}
