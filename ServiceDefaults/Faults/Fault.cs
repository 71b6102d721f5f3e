using Automation.Validation;

namespace Automation.ServiceDefaults.Faults;

/// <summary>A refusal that the caller is to understand. Everything else that is thrown becomes INTERNAL.</summary>
public sealed class Fault : Exception
{
    public Fault(FaultReason reason, string message)
        : base(message) => Reason = reason;

    /// <summary>A fault about one field.</summary>
    public Fault(FaultReason reason, string field, string description)
        : this(reason, $"{field}: {description}")
    {
        Violations = [new Violation(field, reason.Code, description)];
        Metadata = new Dictionary<string, string> { ["field"] = field };
    }

    /// <summary>A fault about one field.</summary>
    public Fault(Violation violation)
        : this(FaultReasons.Of(violation.Reason), violation.Field, violation.Description)
    {
    }

    public FaultReason Reason { get; }

    /// <summary>Wrong fields; empty when it is not about fields.</summary>
    public IReadOnlyList<Violation> Violations { get; init; } = [];

    /// <summary>Every variable part of the message.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>When to try again, if that is known.</summary>
    public TimeSpan? RetryDelay { get; init; }

    public static Fault Required(string field) => new(Violation.Required(field));

    public static Fault Invalid(string field, string description) => new(Violation.Invalid(field, description));

    public static Fault NotFound(string kind, string id) =>
        new(FaultReasons.NotFound, $"There is no {kind} '{id}' in this shop; check the id and the key's shop.")
        {
            Metadata = new Dictionary<string, string> { ["kind"] = kind, ["id"] = id },
        };
}
