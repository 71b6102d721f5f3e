namespace Automation.ServiceDefaults.Faults;

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">Path of the field, for example <c>event.identifiers.email</c>.</param>
/// <param name="Description">What is wrong and what to do.</param>
public sealed record FieldViolation(string Field, string Description);

/// <summary>A refusal that the caller is to understand. Everything else that is thrown becomes INTERNAL.</summary>
public sealed class Fault : Exception
{
    public Fault(FaultReason reason, string message)
        : base(message) => Reason = reason;

    /// <summary>A fault about one field.</summary>
    public Fault(FaultReason reason, string field, string description)
        : this(reason, $"{field}: {description}")
    {
        Violations = [new FieldViolation(field, description)];
        Metadata = new Dictionary<string, string> { ["field"] = field };
    }

    public FaultReason Reason { get; }

    /// <summary>Wrong fields; empty when it is not about fields.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    /// <summary>Every variable part of the message.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>When to try again, if that is known.</summary>
    public TimeSpan? RetryDelay { get; init; }

    public static Fault Required(string field) => new(FaultReasons.FieldRequired, field, "is required; set it.");

    public static Fault Invalid(string field, string description) => new(FaultReasons.FieldInvalid, field, description);

    public static Fault NotFound(string kind, string id) =>
        new(FaultReasons.NotFound, $"There is no {kind} '{id}' in this shop; check the id and the key's shop.")
        {
            Metadata = new Dictionary<string, string> { ["kind"] = kind, ["id"] = id },
        };
}
