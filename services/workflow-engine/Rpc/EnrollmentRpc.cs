using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Counts whom enrollments would enter, begins, shows and cancels them.</summary>
sealed class EnrollmentRpc(
    EnrollmentStore enrollments, WorkflowStore workflows, RecipientCounter counter, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
    : EnrollmentService.EnrollmentServiceBase
{
    const int MaxPage = 200;
    const string NotActive = "has no active version";
    const string ActivateFirst = "activate or resume it first";

    public override async Task<CountRecipientsResponse> CountRecipients(CountRecipientsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        WorkflowRpc.RequireId(request.WorkflowId);
        if (request.WorkflowVersion < 0)
            throw Fault.Invalid("workflow_version", "must not be negative; 0 is the latest.");
        var stored = await workflows.GetAsync(shopId, request.WorkflowId, request.WorkflowVersion, context.CancellationToken);
        var workflow = Compile(stored);
        var segmentIds = workflow?.Schedule?.SegmentIds ?? (workflow is { MatchedSegmentId: { Length: > 0 } id } ? [id] : []);
        if (segmentIds.Count == 0)
            throw Refuse(request.WorkflowId, "begins with no segment", "use a version whose trigger is a schedule, or that a segment is entered");
        var order = new EnrollmentOrder(
            NameIds.OfCampaign(shopId, request.WorkflowId, shopTime.GetUtcNow()), VersionOf(stored),
            workflow!.Schedule is null ? EnrollmentKind.Matching : EnrollmentKind.Campaign, segmentIds, MaxPerMinute: 0, shopTime.GetUtcNow());
        return await counter.CountAsync(order, workflow, context.CancellationToken);
    }

    public override async Task<StartMatchingResponse> StartMatching(StartMatchingRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        WorkflowRpc.RequireId(request.WorkflowId);
        RunRpc.RequireRequestId(request.RequestId);
        if (request.MaxPerMinute is < 0 or > ScheduleStart.HighestRate)
            throw Fault.Invalid("max_per_minute", $"is {request.MaxPerMinute}; use 1 to {ScheduleStart.HighestRate}, or 0 for as fast as it goes.");
        var enrollmentId = NameIds.OfMatching(shopId, request.WorkflowId, request.RequestId);
        var enrollment = await enrollments.FindAsync(shopId, enrollmentId, context.CancellationToken);
        if (enrollment is null)
        {
            var latest = await workflows.GetAsync(shopId, request.WorkflowId, 0, context.CancellationToken);
            if (latest.Workflow.ActiveVersion == 0 || latest.Workflow.PauseTime is not null)
                throw Refuse(request.WorkflowId, latest.Workflow.PauseTime is null ? NotActive : "is paused", ActivateFirst);
            var active = await workflows.GetAsync(shopId, request.WorkflowId, latest.Workflow.ActiveVersion, context.CancellationToken);
            if (Compile(active) is not { MatchedSegmentId: { Length: > 0 } segmentId })
                throw Refuse(request.WorkflowId, "does not begin with a segment that is entered", "put a schedule over a segment into the place of its trigger");
            await enrollments.AddAsync(
                new EnrollmentOrder(enrollmentId, VersionOf(active), EnrollmentKind.Matching, [segmentId], request.MaxPerMinute, shopTime.GetUtcNow()),
                context.CancellationToken);
            // Absent: the workflow was deactivated meanwhile.
            enrollment = await enrollments.FindAsync(shopId, enrollmentId, context.CancellationToken)
                ?? throw Refuse(request.WorkflowId, NotActive, ActivateFirst);
        }
        return new StartMatchingResponse { Enrollment = EnrollmentMessages.Of(enrollment) };
    }

    public override async Task<GetEnrollmentResponse> GetEnrollment(GetEnrollmentRequest request, ServerCallContext context) =>
        new() { Enrollment = await ShowAsync(context.RequireShop(), Id(request.EnrollmentId), context.CancellationToken) };

    public override async Task<ListEnrollmentsResponse> ListEnrollments(ListEnrollmentsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.WorkflowId.Length > 0)
            WorkflowRpc.RequireId(request.WorkflowId);
        string[] list = ["enrollments", shopId, request.WorkflowId];
        var after = PageToken.Read<EnrollmentPlace>(request.PageToken, list);
        var size = PageSize.Of(request.PageSize, MaxPage);
        var found = await enrollments.ListAsync(shopId, request.WorkflowId, after, size + 1, context.CancellationToken);
        var response = new ListEnrollmentsResponse { Enrollments = { found.Take(size).Select(EnrollmentMessages.Of) } };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(new EnrollmentPlace(found[size - 1].CreateTime, found[size - 1].Order.EnrollmentId), list);
        return response;
    }

    public override async Task<CancelEnrollmentResponse> CancelEnrollment(CancelEnrollmentRequest request, ServerCallContext context)
    {
        var (shopId, id) = (context.RequireShop(), Id(request.EnrollmentId));
        await enrollments.CancelAsync(shopId, id, context.CancellationToken);
        return new CancelEnrollmentResponse { Enrollment = await ShowAsync(shopId, id, context.CancellationToken) };
    }

    async Task<Enrollment> ShowAsync(string shopId, Guid enrollmentId, CancellationToken cancellationToken) =>
        EnrollmentMessages.Of(await enrollments.FindAsync(shopId, enrollmentId, cancellationToken)
            ?? throw Fault.NotFound("enrollment", enrollmentId.ToString()));

    static CompiledWorkflow? Compile(StoredWorkflow stored) =>
        StoredDefinition.Read(stored.Version.Definition) is { } definition ? DefinitionCompiler.Compile(definition).Workflow : null;

    static WorkflowVersion VersionOf(StoredWorkflow stored) =>
        new(stored.Version.ShopId, stored.Version.WorkflowId, stored.Version.Version);

    static Fault Refuse(string workflowId, string what, string remedy) => new(FaultReasons.WorkflowNotStartable, $"Workflow '{workflowId}' {what}; {remedy}.")
    {
        Metadata = new Dictionary<string, string> { ["workflow_id"] = workflowId },
    };

    static Guid Id(string text)
    {
        if (text.Length == 0)
            throw Fault.Required("enrollment_id");
        return Guid.TryParseExact(text, "D", out var id) ? id : throw Fault.Invalid("enrollment_id", "must be a UUID of 36 characters.");
    }
}
