using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Storage;
using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Automation.Validation;
using Grpc.Core;

namespace Automation.ChannelDelivery.Rpc;

/// <summary>Takes in, ends and shows the templates of the caller's shop.</summary>
sealed class TemplateRpc(TemplateTable table, ITemplates templates, Previewing previewing) : TemplateService.TemplateServiceBase
{
    const int MaxPage = 100;

    public override async Task<PutTemplateResponse> PutTemplate(PutTemplateRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.TemplateId);
        var (definition, findings) = Require(request.Definition);
        var stored = await table.PutAsync(shopId, request.TemplateId, definition, request.Etag, context.CancellationToken);
        return new PutTemplateResponse { Template = stored.ToWire(), Findings = { findings } };
    }

    public override Task<ValidateTemplateResponse> ValidateTemplate(ValidateTemplateRequest request, ServerCallContext context)
    {
        context.RequireShop();
        var (_, findings) = TrialFindings.Check(request.Definition ?? throw Fault.Required("definition"));
        return Task.FromResult(new ValidateTemplateResponse { Findings = { findings } });
    }

    public override async Task<GetTemplateResponse> GetTemplate(GetTemplateRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.TemplateId);
        return new GetTemplateResponse { Template = (await FindAsync(shopId, request.TemplateId, request.Version, context)).ToWire() };
    }

    public override async Task<ListTemplatesResponse> ListTemplates(ListTemplatesRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var after = PageToken.Read<string>(request.PageToken, "templates", shopId) ?? "";
        var size = PageSize.Of(request.PageSize, MaxPage);
        var found = await table.ListAsync(shopId, after, size + 1, context.CancellationToken);
        var response = new ListTemplatesResponse { Templates = { found.Take(size).Select(template => WithoutBodies(template.ToWire())) } };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(found[size - 1].TemplateId, "templates", shopId);
        return response;
    }

    public override async Task<ArchiveTemplateResponse> ArchiveTemplate(ArchiveTemplateRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.TemplateId);
        var stored = await table.ArchiveAsync(shopId, request.TemplateId, request.Etag, context.CancellationToken);
        return new ArchiveTemplateResponse { Template = stored.ToWire() };
    }

    public override async Task<PreviewTemplateResponse> PreviewTemplate(PreviewTemplateRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.ShopperId.Length > 0 && !Guid.TryParseExact(request.ShopperId, "D", out _))
            throw Fault.Invalid("shopper_id", "is not a UUID; send one of 36 characters.");
        if (request.Locale.Length > 0 && Locales.Find(request.Locale) is null)
            throw Fault.Invalid("locale", "is no language; use one such as en or de-AT.");
        var wish = new PreviewWish(request.ShopperId, request.Locale.Length > 0 ? request.Locale : null, request.Transactional);
        var (template, definition) = await ChosenAsync(shopId, request, context);
        return await previewing.ShowAsync(shopId, template, definition, wish, context.CancellationToken) switch
        {
            MailOutcome.Mail mail => new PreviewTemplateResponse
            {
                Subject = mail.Subject, Preheader = mail.Preheader, Html = mail.Html, Text = mail.Text, Locale = mail.Locale, SizeBytes = mail.Size,
            },
            MailOutcome.Stopped stopped => new PreviewTemplateResponse { Reason = stopped.Reason, Detail = stopped.Detail },
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no outcome."),
        };
    }

    async Task<(IMessageTemplate Template, TemplateDefinition? Definition)> ChosenAsync(
        string shopId, PreviewTemplateRequest request, ServerCallContext context)
    {
        switch (request.TemplateCase)
        {
            case PreviewTemplateRequest.TemplateOneofCase.Definition:
                var (checkedDefinition, _) = Require(request.Definition);
                return (TrialFindings.Check(checkedDefinition).Template!, checkedDefinition);
            case PreviewTemplateRequest.TemplateOneofCase.TemplateId:
                RequireId(request.TemplateId);
                var stored = await table.FindAsync(shopId, request.TemplateId, request.Version, context.CancellationToken);
                if (stored is not null && (stored.ArchiveTime is null || request.Version > 0))
                    return ((await templates.FindAsync(shopId, stored.TemplateId, stored.Version, context.CancellationToken))!, stored.Definition);
                return (await templates.FindAsync(shopId, request.TemplateId, context.CancellationToken) is { } builtIn && request.Version == 0
                    ? builtIn
                    : throw Fault.NotFound("template", request.TemplateId), null);
            default:
                throw Fault.Required("template");
        }
    }

    async Task<StoredTemplate> FindAsync(string shopId, string templateId, int version, ServerCallContext context)
    {
        if (version < 0)
            throw Fault.Invalid("version", "must not be negative; 0 means the active one.");
        return await table.FindAsync(shopId, templateId, version, context.CancellationToken) ?? throw Fault.NotFound("template", templateId);
    }

    static void RequireId(string templateId)
    {
        if (TemplateIds.Check(templateId) is { } wrong)
            throw new Fault(wrong);
    }

    // A definition without errors, and its warnings.
    static (TemplateDefinition Definition, IEnumerable<TemplateFinding> Warnings) Require(TemplateDefinition? definition)
    {
        if (definition is null)
            throw Fault.Required("definition");
        var (template, findings) = TrialFindings.Check(definition);
        if (template is not null)
            return (definition, findings);
        var errors = findings.Where(finding => finding.Severity is FindingSeverity.Error).ToList();
        var first = errors[0];
        throw new Fault(
            FaultReasons.FieldInvalid,
            $"{Place(first)}: {first.Detail}{(errors.Count > 1 ? $" {errors.Count - 1} more errors are in the violations." : "")}")
        {
            Violations = [.. errors.Select(error => new Violation(Place(error), error.Reason, error.Line == 0 ? error.Detail : $"line {error.Line}, character {error.Column}: {error.Detail}"))],
            Metadata = new Dictionary<string, string> { ["field"] = Place(first), ["error_count"] = errors.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        };

        static string Place(TemplateFinding finding) => finding.Field.Length == 0 ? "definition" : $"definition.{finding.Field}";
    }

    static Template WithoutBodies(Template template)
    {
        var bare = template.Clone();
        foreach (var text in bare.Definition.Texts)
            text.ClearBody();
        return bare;
    }
}
