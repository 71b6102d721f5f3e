using Automation.Segmentation.Definitions;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;

namespace Automation.Segmentation.Rpc;

/// <summary>What is answered to a definition that is wrong.</summary>
static class DefinitionFaults
{
    // Reasons of conditions are their own; the fault as a whole is a wrong field.
    public static Fault Of(CompiledDefinition compiled)
    {
        var first = compiled.Violations[0].Under("definition");
        return new Fault(
            FaultReasons.FieldInvalid, $"The definition has {compiled.Violations.Count} faults, first of all {first.Field}: {first.Description}")
        {
            Violations = [.. compiled.Violations.Select(violation => violation.Under("definition"))],
            Metadata = new Dictionary<string, string> { ["field"] = first.Field, ["count"] = $"{compiled.Violations.Count}" },
        };
    }
}
