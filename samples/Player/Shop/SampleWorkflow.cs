using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.Samples.Player.Shop;

/// <summary>Workflows of the sample's shop.</summary>
sealed class SampleWorkflow(WorkflowService.WorkflowServiceClient workflows)
{
    /// <summary>Puts a definition under the name of its file and activates it.</summary>
    public async Task ActivateAsync(string definitionFile, CancellationToken cancellationToken)
    {
        var put = new PutWorkflowRequest
        {
            WorkflowId = Path.GetFileNameWithoutExtension(definitionFile),
            Definition = WorkflowDefinition.Parser.ParseJson(await File.ReadAllTextAsync(definitionFile, cancellationToken)),
        };
        await workflows.PutWorkflowAsync(put, cancellationToken: cancellationToken);
        await workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = put.WorkflowId }, cancellationToken: cancellationToken);
    }

    /// <summary>The shortest time between an event and anything due that comes of it, over all active workflows.</summary>
    public async Task<TimeSpan> ShortestWaitAsync(CancellationToken cancellationToken)
    {
        var shortest = TimeSpan.MaxValue;
        var request = new ListWorkflowsRequest();
        do
        {
            var page = await workflows.ListWorkflowsAsync(request, cancellationToken: cancellationToken);
            foreach (var workflow in page.Workflows.Where(workflow => workflow.ActiveVersion > 0))
            {
                var active = await workflows.GetWorkflowAsync(
                    new GetWorkflowRequest { WorkflowId = workflow.WorkflowId, Version = workflow.ActiveVersion }, cancellationToken: cancellationToken);
                var wait = ShortestWait(active.Workflow.Definition);
                shortest = wait < shortest ? wait : shortest;
            }
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        // Nothing is active, nothing can become due.
        return shortest < TimeSpan.MaxValue ? shortest : TimeSpan.FromDays(365);
    }

    /// <summary>Zero when it begins with something other than a wait: that is due at once.</summary>
    internal static TimeSpan ShortestWait(WorkflowDefinition definition) =>
        definition.Steps[0].KindCase is Step.KindOneofCase.Wait
            ? definition.Steps.Where(step => step.KindCase is Step.KindOneofCase.Wait).Min(step => step.Wait.Duration.ToTimeSpan())
            : TimeSpan.Zero;
}
