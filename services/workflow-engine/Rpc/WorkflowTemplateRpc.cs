using System.Text.RegularExpressions;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Templates;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Shows the flows that come with the suite and puts them into shops.</summary>
sealed partial class WorkflowTemplateRpc(TemplateInstaller installer, FlowReadinessReader readiness)
    : WorkflowTemplateService.WorkflowTemplateServiceBase
{
    const int MaxPage = 200;

    public override Task<ListWorkflowTemplatesResponse> ListWorkflowTemplates(ListWorkflowTemplatesRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var after = PageToken.Read<string>(request.PageToken, "workflow-templates", shopId) ?? "";
        var size = PageSize.Of(request.PageSize, MaxPage);
        var found = WorkflowTemplates.All.Values.Where(template => string.CompareOrdinal(template.TemplateId, after) > 0).Take(size + 1).ToList();
        var response = new ListWorkflowTemplatesResponse { Templates = { found.Take(size).Select(InShort) } };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(found[size - 1].TemplateId, "workflow-templates", shopId);
        return Task.FromResult(response);
    }

    public override Task<GetWorkflowTemplateResponse> GetWorkflowTemplate(GetWorkflowTemplateRequest request, ServerCallContext context)
    {
        context.RequireShop();
        return Task.FromResult(new GetWorkflowTemplateResponse { Template = Find(request.TemplateId) });
    }

    public override async Task<InstallWorkflowTemplateResponse> InstallWorkflowTemplate(
        InstallWorkflowTemplateRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var template = Find(request.TemplateId);
        if (!KeyPrefix().IsMatch(request.KeyPrefix))
            throw Fault.Invalid("key_prefix", "takes at most 15 characters of a-z, 0-9 and -.");
        var violations = new ViolationList();
        var parameters = TemplateParameters.Read(template, request.Parameters, violations);
        RequireNone(violations);
        // All are looked at before the first is put.
        var made = template.Workflows.Select(workflow => (
            WorkflowId: WorkflowTemplates.WorkflowId(request.KeyPrefix, template, workflow), Definition: DefinitionFilling.Fill(workflow, parameters))).ToList();
        foreach (var (workflowId, definition) in made)
        {
            foreach (var violation in DefinitionCompiler.Compile(definition).Violations)
                violations.Invalid("parameters", $"make '{workflowId}' one that cannot be activated, for {violation.Field} {violation.Description}");
        }
        RequireNone(violations);
        var response = new InstallWorkflowTemplateResponse { Messages = { template.Messages } };
        foreach (var (workflowId, definition) in made)
            response.Workflows.Add(await InstallAsync(shopId, workflowId, template, definition, context.CancellationToken));
        response.Readiness = await readiness.ReadAsync(shopId, template, parameters, context.CancellationToken);
        return response;
    }

    async Task<InstalledWorkflow> InstallAsync(
        string shopId, string workflowId, WorkflowTemplate template, WorkflowDefinition made, CancellationToken cancellationToken)
    {
        var (stored, outcome, before) = await installer.InstallAsync(shopId, workflowId, template, made, cancellationToken);
        var installed = new InstalledWorkflow { Workflow = WorkflowRpc.ToMessage(stored), Outcome = outcome };
        if (before is not null)
            installed.Differences.Add(DefinitionComparison.Compare(made, before));
        return installed;
    }

    static WorkflowTemplate Find(string templateId)
    {
        if (templateId.Length == 0)
            throw Fault.Required("template_id");
        return WorkflowTemplates.All.GetValueOrDefault(templateId) ?? throw Fault.NotFound("workflow template", templateId);
    }

    static WorkflowTemplate InShort(WorkflowTemplate template)
    {
        var shown = template.Clone();
        foreach (var workflow in shown.Workflows)
            workflow.Definition = null;
        foreach (var message in shown.Messages)
            message.Definition = null;
        return shown;
    }

    static void RequireNone(ViolationList violations)
    {
        if (violations.Found is not [var first, ..])
            return;
        throw new Fault(FaultReasons.Of(first.Reason), $"{first.Field}: {first.Description}")
        {
            Violations = violations.Found,
            Metadata = new Dictionary<string, string> { ["field"] = first.Field, ["count"] = $"{violations.Found.Count}" },
        };
    }

    [GeneratedRegex(@"\A[a-z0-9-]{0,15}\z")]
    private static partial Regex KeyPrefix();
}
