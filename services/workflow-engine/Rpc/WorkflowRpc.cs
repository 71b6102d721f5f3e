using System.Text.RegularExpressions;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Takes in, activates and shows workflows.</summary>
sealed partial class WorkflowRpc(
    WorkflowStore store, StartChecks starts, ScheduleChecks schedules, EventLogService.EventLogServiceClient ingestion, CheckLifetime lifetime)
    : WorkflowService.WorkflowServiceBase
{
    const int MaxPage = 200;

    public override async Task<PutWorkflowResponse> PutWorkflow(PutWorkflowRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.WorkflowId);
        if (request.Definition is null)
            throw Fault.Required("definition");
        if (DefinitionCompiler.Compile(request.Definition).Violations is { Count: > 0 } violations)
            throw Refuse(violations);
        var stored = await store.PutAsync(shopId, request.WorkflowId, request.Definition, request.Etag, context.CancellationToken);
        return new PutWorkflowResponse { Workflow = ToMessage(stored) };
    }

    public override Task<ValidateWorkflowResponse> ValidateWorkflow(ValidateWorkflowRequest request, ServerCallContext context)
    {
        context.RequireShop();
        if (request.Definition is null)
            throw Fault.Required("definition");
        var violations = DefinitionCompiler.Compile(request.Definition).Violations.Select(violation => new DefinitionViolation
        {
            Field = violation.Field,
            Reason = violation.Reason,
            Description = violation.Description,
        });
        return Task.FromResult(new ValidateWorkflowResponse { Violations = { violations } });
    }

    public override async Task<ActivateWorkflowResponse> ActivateWorkflow(ActivateWorkflowRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.WorkflowId);
        var found = await GetAsync(shopId, request.WorkflowId, request.Version, context.CancellationToken);
        // Put by a build that knew other rules.
        var (compiled, violations) = DefinitionCompiler.Compile(WorkflowDefinition.Parser.ParseFrom(found.Version.Definition));
        if (compiled is not null)
            violations = await starts.FindAsync(shopId, request.WorkflowId, compiled, context.CancellationToken);
        if (compiled is not null && violations.Count == 0)
            violations = await schedules.FindAsync(shopId, compiled, context.CancellationToken);
        if (violations.Count > 0)
            throw Refuse(violations);
        var stored = await store.ActivateAsync(
            shopId, request.WorkflowId, found.Version.Version, request.Etag, await HeadsAsync(context.CancellationToken), context.CancellationToken);
        return new ActivateWorkflowResponse { Workflow = ToMessage(stored) };
    }

    public override async Task<DeactivateWorkflowResponse> DeactivateWorkflow(DeactivateWorkflowRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.WorkflowId);
        var stored = await store.ActivateAsync(
            shopId, request.WorkflowId, 0, request.Etag, await HeadsAsync(context.CancellationToken), context.CancellationToken);
        return new DeactivateWorkflowResponse { Workflow = ToMessage(stored) };
    }

    public override async Task<GetWorkflowResponse> GetWorkflow(GetWorkflowRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.WorkflowId);
        return new GetWorkflowResponse
        {
            Workflow = ToMessage(await GetAsync(shopId, request.WorkflowId, request.Version, context.CancellationToken)),
        };
    }

    public override async Task<ListWorkflowsResponse> ListWorkflows(ListWorkflowsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var after = PageToken.Read<string>(request.PageToken, "workflows", shopId) ?? "";
        var size = PageSize.Of(request.PageSize, MaxPage);
        var found = await store.ListAsync(shopId, after, size + 1, context.CancellationToken);
        var response = new ListWorkflowsResponse { Workflows = { found.Take(size).Select(ToMessage) } };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(found[size - 1].Workflow.WorkflowId, "workflows", shopId);
        return response;
    }

    Task<StoredWorkflow> GetAsync(string shopId, string workflowId, int version, CancellationToken cancellationToken)
    {
        if (version < 0)
            throw Fault.Invalid("version", "must not be negative; 0 is the latest.");
        return store.GetAsync(shopId, workflowId, version, cancellationToken);
    }

    /// <summary>How far the log is: what is in it by now was recorded before the change.</summary>
    async Task<long[]> HeadsAsync(CancellationToken cancellationToken) =>
        (await ingestion.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads.Select(head => head.Sequence).ToArray();

    /// <exception cref="Fault">FIELD_REQUIRED or FIELD_INVALID.</exception>
    internal static void RequireId(string workflowId, string field = "workflow_id")
    {
        if (workflowId.Length == 0)
            throw Fault.Required(field);
        if (!WorkflowId().IsMatch(workflowId))
            throw Fault.Invalid(field, "takes 1 to 50 characters of a-z, 0-9 and -.");
    }

    static Fault Refuse(IReadOnlyList<Violation> violations) => new(
        // What is wrong with a condition has codes of its own, which the violations say.
        violations[0].Reason.StartsWith("CONDITION_", StringComparison.Ordinal) ? FaultReasons.FieldInvalid : FaultReasons.Of(violations[0].Reason),
        $"The definition has {violations.Count} faults, first of all definition.{violations[0].Field}: {violations[0].Description}")
    {
        Violations = violations.Select(violation => violation.Under("definition")).ToList(),
        Metadata = new Dictionary<string, string>
        {
            ["field"] = $"definition.{violations[0].Field}",
            ["count"] = $"{violations.Count}",
        },
    };

    internal static Workflow ToMessage(StoredWorkflow stored) => new()
    {
        WorkflowId = stored.Workflow.WorkflowId,
        Version = stored.Version.Version,
        Definition = WorkflowDefinition.Parser.ParseFrom(stored.Version.Definition),
        ActiveVersion = stored.Workflow.ActiveVersion,
        LatestVersion = stored.Workflow.LatestVersion,
        Etag = StoredWorkflow.EtagOf(stored.Workflow),
        CreateTime = stored.Version.CreateTime.ToTimestamp(),
        UpdateTime = stored.Workflow.UpdateTime.ToTimestamp(),
        State = StateOf(stored.Workflow),
    };

    static WorkflowState StateOf(WorkflowRow workflow) =>
        workflow.ArchiveTime is not null ? WorkflowState.Archived
        : workflow.PauseTime is not null ? WorkflowState.Paused
        : workflow.ActiveVersion > 0 ? WorkflowState.Active
        : WorkflowState.Inactive;

    [GeneratedRegex(@"\A[a-z0-9-]{1,50}\z")]
    private static partial Regex WorkflowId();
}
