using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Finds out what an event did in a workflow: from the run that it began, else by simulating the shopper's recorded log.</summary>
sealed class EventExplainer(WorkflowStore store, ActivationQueries activations, RunQueries runs, RecordedHistories recorded)
{
    public async Task<ExplainResponse> ExplainAsync(
        string shopId, Guid shopperId, string eventId, string workflowId, CancellationToken cancellationToken)
    {
        // There is such a workflow.
        await store.GetAsync(shopId, workflowId, 0, cancellationToken);
        var history = (await recorded.ReadAsync(shopId, [shopperId], "shopper_id", cancellationToken))[0];
        var logged = history.Records.FirstOrDefault(record => record.Event?.EventId == eventId) ?? throw Fault.NotFound("event", eventId);
        var (timeline, definitions) = await activations.ReadAsync(shopId, workflowId, cancellationToken);
        var version = new WorkflowVersion(shopId, workflowId, timeline.VersionAt(logged.Partition, logged.Sequence));
        if (version.Version == 0)
            return Refused(version, logged, RefusalReason.NotActive, "No version of the workflow was active when it was logged.");
        if (timeline.IsPausedAt(logged.Partition, logged.Sequence))
            return Refused(version, logged, RefusalReason.NotActive, "The workflow was paused when it was logged.");
        var compiled = Compile(version, definitions);
        var name = EventNames.Of(logged.Event);
        if (!compiled.TryGetValue(version, out var workflow) || !workflow.Trigger.Has(name))
            return Refused(version, logged, RefusalReason.NoTrigger, $"Version {version.Version} does not begin with {(name.Length > 0 ? name : "such an event")}.");

        var key = workflow.KeyOf(name, EventNames.ActionOf(logged.Event));
        var runId = NameIds.OfRun(shopId, workflowId, key, logged.Partition, logged.Sequence);
        if (await runs.GetAsync(shopId, runId, 0, RunRpc.ShownEntries, cancellationToken) is ({ } run, var entries, _))
        {
            var messages = MessagesOf(entries, definitions[run.Workflow.Version]);
            return new() { Began = SimulationMessages.ToMessage(run, entries, messages, TraceDetail.Full, SimulationMessages.StepsOf([(version, workflow)])) };
        }
        return new() { Refusal = Simulate(version, history, logged, new RegistrySnapshot(1, [timeline], compiled), cancellationToken) };
    }

    static EntryRefusal Simulate(
        WorkflowVersion version, ShopperHistory history, LoggedEvent logged, RegistrySnapshot registry, CancellationToken cancellationToken)
    {
        var before = history with { Records = [.. history.Records.TakeWhile(record => record.Sequence <= logged.Sequence)] };
        var plan = new SimulationPlan
        {
            ShopId = version.ShopId,
            Registry = registry,
            EndTime = logged.LogTime.ToDateTimeOffset(),
            // The log says what became of messages, and has what steps let out.
            CarriesOutEffects = false,
        };
        var simulated = ShopperSimulation.Run(plan, before, cancellationToken);
        return simulated.Refusals.LastOrDefault(refusal => refusal.EventId == logged.Event.EventId)
            ?? Refusal(version, logged, RefusalReason.Unspecified,
                "By the shopper's log it begins a run; the engine has not come to it yet, or the run's retention is over.");
    }

    static FrozenDictionary<WorkflowVersion, CompiledWorkflow> Compile(WorkflowVersion any, Dictionary<int, WorkflowDefinition> definitions)
    {
        var compiled = new Dictionary<WorkflowVersion, CompiledWorkflow>();
        foreach (var (number, definition) in definitions)
        {
            if (DefinitionCompiler.Compile(definition).Workflow is { } workflow)
                compiled[any with { Version = number }] = workflow;
        }
        return compiled.ToFrozenDictionary();
    }

    /// <summary>The messages that a recorded run asked for, as far as its history and its definition tell.</summary>
    static IEnumerable<MessageTrace> MessagesOf(IReadOnlyList<RunEntry> entries, WorkflowDefinition definition)
    {
        foreach (var entry in entries)
        {
            if (entry.SendRequested is not { } asked)
                continue;
            var step = definition.Steps.FirstOrDefault(step => step.StepId == asked.StepId)?.Send;
            var end = entries.FirstOrDefault(other => other.SendSettled?.MessageId == asked.MessageId);
            yield return new MessageTrace
            {
                MessageId = asked.MessageId,
                StepId = asked.StepId,
                Visit = asked.Visit,
                Channel = step?.Channel ?? Channel.Unspecified,
                Purpose = step?.Purpose ?? Purpose.Unspecified,
                TemplateId = step?.TemplateId ?? "",
                Content = asked.Content,
                DecideTime = entry.DecideTime,
                Outcome = end?.SendSettled.Outcome ?? MessageOutcome.Unspecified,
                Reason = end?.SendSettled.Reason ?? "",
                SettleTime = end?.DecideTime,
            };
        }
    }

    static ExplainResponse Refused(WorkflowVersion version, LoggedEvent logged, RefusalReason reason, string detail) =>
        new() { Refusal = Refusal(version, logged, reason, detail) };

    static EntryRefusal Refusal(WorkflowVersion version, LoggedEvent logged, RefusalReason reason, string detail) => new()
    {
        WorkflowId = version.WorkflowId,
        WorkflowVersion = version.Version,
        EventId = logged.Event.EventId,
        LogTime = logged.LogTime,
        Reason = reason,
        Detail = detail,
    };
}
