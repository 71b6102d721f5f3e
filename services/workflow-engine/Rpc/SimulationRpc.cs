using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Enum = System.Enum;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Simulates and explains. Stores nothing and sends nothing.</summary>
sealed class SimulationRpc(WorkflowStore store, RecordedHistories recorded, RemoteShops shops, EventExplainer explainer) : SimulationService.SimulationServiceBase, IDisposable
{
    const int MaxWorkflows = 20;
    const int MaxSegments = 100;
    const int MaxShoppers = 500;
    const int MaxAnswerBytes = 3_500_000;

    static readonly DateTimeOffset s_earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset s_latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A simulation takes processors for seconds, and runs go on beside it.
    readonly SemaphoreSlim _running = new(1, 1);
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public override async Task<SimulateResponse> Simulate(SimulateRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (!Enum.IsDefined(request.Detail))
            throw Fault.Invalid("detail", "is none that this build knows; leave it out for everything.");
        var (start, end) = (InstantOf(request.StartTime, "start_time"), InstantOf(request.EndTime, "end_time"));
        if (end < start)
            throw Fault.Invalid("end_time", "is before start_time; set it to a later instant.");
        var workflows = await WorkflowsAsync(shopId, request.Workflows, context.CancellationToken);
        var plan = new SimulationPlan
        {
            ShopId = shopId,
            Registry = SimulationPlan.RegistryOf(workflows),
            Segments = SegmentsOf(request),
            StartTime = start ?? DateTimeOffset.MinValue,
            ShopZone = await ZoneOfAsync(shopId, workflows, context.CancellationToken),
            EndTime = end,
        };
        return await InTurnAsync(
            async () => await SimulateAsync(
                plan, workflows, await HistoriesAsync(shopId, request, context.CancellationToken), request.Detail, context.CancellationToken),
            context.CancellationToken);
    }

    public override async Task<ExplainResponse> Explain(ExplainRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        WorkflowRpc.RequireId(request.WorkflowId);
        if (request.ShopperId.Length == 0)
            throw Fault.Required("shopper_id");
        if (request.EventId.Length == 0)
            throw Fault.Required("event_id");
        return await InTurnAsync(
            () => explainer.ExplainAsync(
                shopId, ShopperId(request.ShopperId, "shopper_id"), request.EventId, request.WorkflowId, context.CancellationToken),
            context.CancellationToken);
    }

    public void Dispose() => _running.Dispose();

    static async Task<SimulateResponse> SimulateAsync(
        SimulationPlan plan, List<(WorkflowVersion Version, CompiledWorkflow Workflow)> workflows, IReadOnlyList<ShopperHistory> histories,
        TraceDetail detail, CancellationToken cancellationToken)
    {
        var shoppers = await Task.Run(() => Simulator.Run(plan, histories, cancellationToken), cancellationToken);
        var steps = SimulationMessages.StepsOf(workflows);
        var response = new SimulateResponse { Summary = SimulationSummaries.Of([.. workflows.Select(row => row.Version)], shoppers) };
        var bytes = response.CalculateSize();
        foreach (var shopper in detail is TraceDetail.Summary ? [] : shoppers)
        {
            var trace = SimulationMessages.ToMessage(shopper, detail, steps);
            if ((bytes += trace.CalculateSize()) > MaxAnswerBytes)
            {
                throw new Fault(
                    FaultReasons.FieldTooLong, "detail",
                    $"asks for over {MaxAnswerBytes:N0} bytes; ask for TRACE_DETAIL_MESSAGES or TRACE_DETAIL_SUMMARY, or give fewer shoppers.");
            }
            response.Shoppers.Add(trace);
        }
        return response;
    }

    /// <summary>Histories are read within the turn: those who wait must not fill the memory.</summary>
    async Task<T> InTurnAsync<T>(Func<Task<T>> simulate, CancellationToken cancellationToken)
    {
        if (!await _running.WaitAsync(s_patience, cancellationToken))
            throw new Fault(FaultReasons.Overloaded, "Other simulations are going on; try again in a minute.");
        try
        {
            return await simulate();
        }
        finally
        {
            _running.Release();
        }
    }

    async Task<List<(WorkflowVersion Version, CompiledWorkflow Workflow)>> WorkflowsAsync(
        string shopId, IReadOnlyList<SimulatedWorkflow> asked, CancellationToken cancellationToken)
    {
        if (asked.Count == 0)
            throw Fault.Required("workflows");
        if (asked.Count > MaxWorkflows)
            throw new Fault(FaultReasons.FieldTooLong, "workflows", $"has {asked.Count} workflows; simulate at most {MaxWorkflows} at once.");
        var violations = new ViolationList();
        var workflows = new List<(WorkflowVersion, CompiledWorkflow)>();
        foreach (var (index, one) in asked.Index())
        {
            WorkflowRpc.RequireId(one.WorkflowId, $"workflows[{index}].workflow_id");
            if (workflows.Exists(row => row.Item1.WorkflowId == one.WorkflowId))
                throw Fault.Invalid($"workflows[{index}].workflow_id", "stands here twice; simulate the two versions one after the other.");
            var (number, definition) = await DefinitionAsync(shopId, one, index, cancellationToken);
            var (workflow, found) = DefinitionCompiler.Compile(definition);
            foreach (var violation in found)
                violations.Add(violation.Under($"workflows[{index}].definition"));
            if (workflow?.Schedule is not null)
                violations.Invalid(
                    $"workflows[{index}].definition.trigger.schedule", "is not simulated; count whom it would enter by CountRecipients.");
            if (workflow is not null)
                workflows.Add((new WorkflowVersion(shopId, one.WorkflowId, number), workflow));
        }
        RequireNone(violations);
        return workflows;
    }

    async Task<(int Version, WorkflowDefinition Definition)> DefinitionAsync(
        string shopId, SimulatedWorkflow asked, int index, CancellationToken cancellationToken)
    {
        if (asked.SourceCase is SimulatedWorkflow.SourceOneofCase.Definition)
            return (0, asked.Definition);
        if (asked.SourceCase is SimulatedWorkflow.SourceOneofCase.Version && asked.Version < 1)
            throw Fault.Invalid($"workflows[{index}].version", "must be at least 1; leave it out for the latest.");
        var stored = await store.GetAsync(shopId, asked.WorkflowId, asked.Version, cancellationToken);
        return (stored.Version.Version, StoredDefinition.Read(stored.Version.Definition)
            ?? throw Fault.Invalid($"workflows[{index}].version", "cannot be read any more; put the definition again."));
    }

    async Task<string> ZoneOfAsync(
        string shopId, List<(WorkflowVersion Version, CompiledWorkflow Workflow)> workflows, CancellationToken cancellationToken) =>
        workflows.Exists(row => row.Workflow.Steps.Any(step => step.ReadsZone))
            ? (await shops.FindAsync(shopId, cancellationToken))?.TimeZone ?? ""
            : "";

    static SimulatedSegments SegmentsOf(SimulateRequest request)
    {
        if (request.Segments.Count == 0)
            return SimulatedSegments.None;
        if (request.Segments.Count > MaxSegments)
            throw new Fault(FaultReasons.FieldTooLong, "segments", $"has {request.Segments.Count} segments; give at most {MaxSegments}.");
        foreach (var (index, segment) in request.Segments.Index())
            WorkflowRpc.RequireId(segment.SegmentId, $"segments[{index}].segment_id");
        var violations = new ViolationList();
        var segments = SimulatedSegments.Compile(request.Segments, violations);
        RequireNone(violations);
        return segments!;
    }

    async Task<IReadOnlyList<ShopperHistory>> HistoriesAsync(string shopId, SimulateRequest request, CancellationToken cancellationToken)
    {
        switch (request.HistoryCase)
        {
            case SimulateRequest.HistoryOneofCase.Given:
                var violations = new ViolationList();
                var given = GivenHistories.Read(shopId, request.Given, violations);
                RequireNone(violations);
                return given;
            case SimulateRequest.HistoryOneofCase.Recorded:
                const string Field = "recorded.shopper_ids";
                var asked = request.Recorded.ShopperIds;
                if (asked.Count == 0)
                    throw Fault.Required(Field);
                if (asked.Count > MaxShoppers)
                    throw new Fault(FaultReasons.FieldTooLong, Field, $"has {asked.Count} shoppers; name at most {MaxShoppers}.");
                Guid[] ids = [.. asked.Select((id, index) => ShopperId(id, $"{Field}[{index}]")).Distinct()];
                var histories = await recorded.ReadAsync(shopId, ids, Field, cancellationToken);
                return histories.ConvertAll(WithoutEffects);
            default:
                throw Fault.Required("given");
        }
    }

    // What workflows did is simulated.
    static ShopperHistory WithoutEffects(ShopperHistory history) => history with
    {
        Records = [.. history.Records.Where(logged =>
            logged.Event?.ActionCase is not Event.ActionOneofCase.MessageSettled && !(logged.Depth > 0 && NameIds.IsOfStep(logged.Event?.EventId)))],
    };

    static Guid ShopperId(string text, string field) =>
        Guid.TryParseExact(text, "D", out var id) ? id : throw Fault.Invalid(field, "must be a UUID of 36 characters.");

    static DateTimeOffset? InstantOf(Timestamp? time, string field)
    {
        if (time is null)
            return null;
        // The clock goes on behind it for as long as a wait.
        return time.Nanos is >= 0 and <= 999_999_999 && time.Seconds >= s_earliest.ToUnixTimeSeconds() && time.Seconds < s_latest.ToUnixTimeSeconds()
            ? time.ToDateTimeOffset()
            : throw Fault.Invalid(field, "must be an instant of the years 2000 to 8999.");
    }

    static void RequireNone(ViolationList violations)
    {
        if (violations.Found is not [var first, ..])
            return;
        throw new Fault(
            first.Reason.StartsWith("CONDITION_", StringComparison.Ordinal) ? FaultReasons.FieldInvalid : FaultReasons.Of(first.Reason),
            $"The request has {violations.Found.Count} faults, first of all {first.Field}: {first.Description}")
        {
            Violations = violations.Found,
            Metadata = new Dictionary<string, string> { ["field"] = first.Field, ["count"] = $"{violations.Found.Count}" },
        };
    }
}
