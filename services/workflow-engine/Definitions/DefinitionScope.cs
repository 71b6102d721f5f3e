using System.Collections.Frozen;
using Automation.Validation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What the parts of one definition are compiled with; takes down what they read and what is wrong with them.</summary>
sealed class DefinitionScope
{
    public FieldChecks Checks { get; } = new();

    public ViolationList Violations => Checks.Violations;

    public FieldReads Reads { get; } = new();

    /// <summary>Whether the workflow's key names a cart.</summary>
    public bool HasCart { get; set; }

    /// <summary>Events of some names that meet a condition.</summary>
    public EventRule Match(IReadOnlyList<string> events, Condition? filter, string path)
    {
        var names = Checks.Events(events, $"{path}.events");
        if (names.Count == 0)
            Violations.Required($"{path}.events");
        var reads = new FieldReads();
        var filters = names.ToFrozenDictionary(name => name, name => filter is null
            ? null
            : new ConditionCompiler(name, HasCart, reads, Violations).Compile(filter, $"{path}.filter"));
        Reads.Include(reads);
        return new EventRule(filters, reads.ReadsProfile);
    }

    /// <summary>What is called by one name and meets a condition.</summary>
    public EventRule Only(string name, Condition? filter, string path)
    {
        var reads = new FieldReads();
        var holds = filter is null ? null : new ConditionCompiler(name, HasCart, reads, Violations).Compile(filter, path);
        Reads.Include(reads);
        return new EventRule(new Dictionary<string, Func<ConditionScope, bool>?> { [name] = holds }.ToFrozenDictionary(), reads.ReadsProfile);
    }

    /// <summary>A condition about the shopper.</summary>
    public StateRule Rule(Condition condition, string path)
    {
        var reads = new FieldReads();
        var holds = new ConditionCompiler("", HasCart, reads, Violations).Compile(condition, path);
        Reads.Include(reads);
        return new StateRule(holds, reads.ReadsProfile);
    }

    /// <summary>An instant of the shopper's. Null where something is wrong.</summary>
    public InstantPath? Instant(string path, Duration offset, string field) =>
        InstantPath.Compile(path, offset, field, new ConditionCompiler("", HasCart, Reads, Violations));
}
