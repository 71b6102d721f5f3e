using System.Collections.Frozen;
using Automation.Validation;
using Automation.WorkflowEngine.Contents;
using Automation.WorkflowEngine.Steps;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>From a definition to what decides, and the only place that checks it: nothing is left to find out at run time.</summary>
sealed partial class DefinitionCompiler
{
    const int MaxBytes = 65_536;
    const int MaxDisplayName = 200;
    const int MaxExits = 10;
    const int MaxSteps = 20;
    const int MaxStepId = 50;

    readonly DefinitionScope _scope = new();

    DefinitionCompiler()
    {
    }

    ViolationList Violations => _scope.Violations;

    /// <summary>The compiled workflow, or everything that is wrong.</summary>
    public static (CompiledWorkflow? Workflow, IReadOnlyList<Violation> Violations) Compile(WorkflowDefinition definition)
    {
        // Nobody reads through what is too large to be kept.
        if (definition.CalculateSize() is > MaxBytes and var size)
            return (null, [Violation.TooLong("definition", $"has {size} bytes; use at most {MaxBytes}.")]);
        var compiler = new DefinitionCompiler();
        var workflow = compiler.Build(definition);
        return compiler.Violations.Found.Count == 0 ? (workflow, []) : (null, compiler.Violations.Found);
    }

    CompiledWorkflow Build(WorkflowDefinition definition)
    {
        if (definition.DisplayName.Length == 0)
            Violations.Required("display_name");
        if (definition.DisplayName.Length > MaxDisplayName)
            Violations.TooLong("display_name", $"has {definition.DisplayName.Length} characters; use at most {MaxDisplayName}.");

        var keyNames = KeyNames(definition.Reentry);
        _scope.HasCart = keyNames is not null && keyNames[^1] == "cart_id";
        var compiled = TriggerKinds.Compile(definition.Trigger, _scope);
        var trigger = compiled.Starts;
        if (definition.ExitWhen.Count > MaxExits)
            Violations.TooLong("exit_when", $"has {definition.ExitWhen.Count} entries; use at most {MaxExits}.");
        var exits = definition.ExitWhen.Select((match, index) => _scope.Match(match.Events, match.Filter, $"exit_when[{index}]")).ToList();
        var guard = definition.SendGuard is { } condition ? _scope.Rule(condition, "send_guard").Holds : null;
        var steps = Steps(definition.Steps);

        var keys = new Dictionary<string, KeyPath>();
        if (keyNames is not null)
        {
            AddKeys(keys, trigger.Names, keyNames, "reentry.keyed.key");
            for (var index = 0; index < steps.Count; index++)
            {
                if (steps[index].KeyedField is { } field)
                    AddKeys(keys, steps[index].Events, keyNames, $"steps[{index}].{field}", steps[index].KeyRemedy);
            }
        }
        var keyName = keyNames is null ? "" : string.Join('.', keyNames);
        var content = ContentKinds.Of(keyName, [.. trigger.Names]);
        foreach (var name in trigger.Names)
            foreach (var field in content.FieldsOf(name))
                _scope.Reads.AddEventField(name, field);
        return new CompiledWorkflow
        {
            Trigger = trigger,
            Date = compiled.Date,
            Schedule = compiled.Schedule,
            MatchedSegmentId = compiled.MatchedSegmentId,
            MaxAge = MaxAge(definition.Trigger?.MaxAge),
            Exits = exits,
            Steps = steps,
            SendGuard = guard,
            Keys = keys.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Compile()),
            IsAboutCart = _scope.HasCart,
            Content = content,
            Reentry = ReentryOf(definition.Reentry),
            Limit = LimitOf(definition.Reentry?.Limit),
            IsNewestOnly = IsNewestOnly(definition.Reentry),
            IsKeyedByShopper = definition.Reentry?.Shopper is not null,
            KeyName = keyName,
            Reads = _scope.Reads,
            RunEvents = exits.SelectMany(exit => exit.Names).Concat(steps.SelectMany(step => step.Events)).ToFrozenSet(),
        };
    }

    List<CompiledStep> Steps(IReadOnlyList<Step> steps)
    {
        if (steps.Count == 0)
            Violations.Required("steps");
        if (steps.Count > MaxSteps)
            Violations.TooLong("steps", $"has {steps.Count} steps; use at most {MaxSteps}.");
        var compiled = new List<CompiledStep>();
        var ids = new HashSet<string>();
        for (var index = 0; index < steps.Count; index++)
        {
            var (step, path) = (steps[index], $"steps[{index}]");
            _scope.Checks.Name(step.StepId, $"{path}.step_id", MaxStepId);
            if (step.StepId.Length > 0 && !ids.Add(step.StepId))
                Violations.Invalid($"{path}.step_id", $"'{step.StepId}' is the id of an earlier step; give each step its own.");
            if (StepKinds.Compile(step, path, _scope) is { } known)
                compiled.Add(known);
        }
        // Without one of them the others have no order.
        if (compiled.Count == steps.Count && steps.Count <= MaxSteps)
            StepGraph.Connect(steps, compiled, Violations);
        return compiled;
    }
}
