using Automation.ServiceDefaults.Faults;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>One thing that is wrong with a definition.</summary>
sealed record Violation(string Field, FaultReason Reason, string Description);

/// <summary>Everything that is wrong with a definition.</summary>
sealed class Violations
{
    readonly List<Violation> _found = [];

    public IReadOnlyList<Violation> Found => _found;

    public void Required(string field) => Add(field, FaultReasons.FieldRequired, "is required; set it.");

    public void Invalid(string field, string description) => Add(field, FaultReasons.FieldInvalid, description);

    public void TooLong(string field, string description) => Add(field, FaultReasons.FieldTooLong, description);

    // A condition is compiled once for every event that it may meet; what is wrong for all is told once.
    void Add(string field, FaultReason reason, string description)
    {
        var violation = new Violation(field, reason, description);
        if (!_found.Contains(violation))
            _found.Add(violation);
    }
}
