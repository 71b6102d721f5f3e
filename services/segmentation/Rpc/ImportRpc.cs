using System.Globalization;
using Automation.Segmentation.Imports;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Automation.Validation;
using CsvHelper;
using CsvHelper.Configuration;
using Grpc.Core;

namespace Automation.Segmentation.Rpc;

/// <summary>Takes in, begins, stops and shows imports.</summary>
sealed class ImportRpc(
    ImportStore store,
    ListStore lists,
    SegmentQueries segments,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime) : ImportService.ImportServiceBase
{
    const int MaxPage = 200;
    const int MaxRejections = 1_000;

    public override async Task<CreateImportResponse> CreateImport(CreateImportRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var importId = ReadId("request_id", request.RequestId);
        if (request.Definition is not { } definition)
            throw Fault.Required("definition");
        if (request.Content.Length > ImportRules.PartBytes)
            throw TooLarge(request.Content.Length, "send the file in parts, with UploadImportPart");
        Refuse(ImportRules.Check(definition, request.Content.Length > 0));
        if (definition.ListId.Length > 0)
            await lists.RequireOpenAsync(shopId, definition.ListId, context.CancellationToken);
        if (definition.SegmentId.Length > 0 && await segments.FindAsync(shopId, definition.SegmentId, context.CancellationToken) is not { IsArchived: false })
            throw Fault.NotFound("segment", definition.SegmentId);
        var ignored = request.Content.Length > 0
            ? await CheckHeadersAsync(definition, () => new MemoryStream(request.Content.ToByteArray()), context.CancellationToken)
            : [];
        var stage = definition.SourceCase is ImportDefinition.SourceOneofCase.SegmentId ? ImportStage.Importing
            : request.Content.Length > 0 ? ImportStage.Declining
            : ImportStage.Uploading;
        var import = await store.CreateAsync(shopId, importId, definition, request.Content.Memory, stage, ignored, context.CancellationToken);
        return new CreateImportResponse { Import = await ShowAsync(import, context.CancellationToken) };
    }

    public override async Task<UploadImportPartResponse> UploadImportPart(UploadImportPartRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var importId = ReadId("import_id", request.ImportId);
        if (request.Part is < 1 or > ImportRules.MaxParts)
            throw Fault.Invalid("part", $"is {request.Part}; it must be 1 to {ImportRules.MaxParts}. Split a longer file into several imports.");
        if (request.Content.Length == 0)
            throw Fault.Required("content");
        if (request.Content.Length > ImportRules.PartBytes)
            throw TooLarge(request.Content.Length, "split it");
        var import = await store.PutPartAsync(shopId, importId, request.Part, request.Content.ToByteArray(), context.CancellationToken);
        return new UploadImportPartResponse { Import = await ShowAsync(import, context.CancellationToken) };
    }

    public override async Task<StartImportResponse> StartImport(StartImportRequest request, ServerCallContext context)
    {
        var import = await FindAsync(context, request.ImportId);
        if (import.Shown.Stage is ImportStage.Uploading)
        {
            var parts = await store.ReadPartNumbersAsync(import.ShopId, import.ImportId, context.CancellationToken);
            if (parts.Count == 0 || parts[^1] != parts.Count)
            {
                var missing = Enumerable.Range(1, parts.Count + 1).Except(parts).First();
                throw new Fault(FaultReasons.ImportIncomplete, $"Part {missing} of import '{import.ImportId}' is missing; upload it, then start the import.")
                {
                    Metadata = new Dictionary<string, string> { ["part"] = $"{missing}" },
                };
            }
            var ignored = await CheckHeadersAsync(
                import.Shown.Definition, () => new PartStream(store, import, context.CancellationToken), context.CancellationToken);
            var started = import.In(ImportStage.Declining);
            started.Shown.IgnoredHeaders.Add(ignored);
            await store.AdvanceAsync(import, started, ImportStep.Nothing, context.CancellationToken);
            import = await FindAsync(context, request.ImportId);
        }
        return new StartImportResponse { Import = await ShowAsync(import, context.CancellationToken) };
    }

    public override async Task<GetImportResponse> GetImport(GetImportRequest request, ServerCallContext context) =>
        new() { Import = await ShowAsync(await FindAsync(context, request.ImportId), context.CancellationToken) };

    public override async Task<ListImportsResponse> ListImports(ListImportsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var after = PageToken.Read<Place>(request.PageToken, "imports", shopId);
        var size = PageSize.Of(request.PageSize, MaxPage);
        var found = await store.ListAsync(shopId, after is null ? null : (after.Time, after.Id), size + 1, context.CancellationToken);
        var response = new ListImportsResponse();
        foreach (var import in found.Take(size))
            response.Imports.Add(await ShowAsync(import, context.CancellationToken));
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(new Place(found[size - 1].CreateTime, found[size - 1].ImportId), "imports", shopId);
        return response;
    }

    public override async Task<CancelImportResponse> CancelImport(CancelImportRequest request, ServerCallContext context)
    {
        var import = await FindAsync(context, request.ImportId);
        // It may move on meanwhile; then it is stopped where it has come to.
        while (!import.HasEnded && !await store.AdvanceAsync(
            import, import.Ended(ImportStage.Cancelled, shopTime.GetUtcNow()), ImportStep.Nothing, context.CancellationToken))
            import = await FindAsync(context, request.ImportId);
        return new CancelImportResponse { Import = await ShowAsync(await FindAsync(context, request.ImportId), context.CancellationToken) };
    }

    public override async Task<ListImportRejectionsResponse> ListImportRejections(ListImportRejectionsRequest request, ServerCallContext context)
    {
        var import = await FindAsync(context, request.ImportId);
        var (found, token) = await ReadAsync(import, request.PageToken, PageSize.Of(request.PageSize, MaxRejections), context.CancellationToken);
        return new ListImportRejectionsResponse { Rejections = { found }, NextPageToken = token };
    }

    public override async Task<ExportImportRejectionsResponse> ExportImportRejections(ExportImportRejectionsRequest request, ServerCallContext context)
    {
        var import = await FindAsync(context, request.ImportId);
        var (found, token) = await ReadAsync(import, request.PageToken, MaxRejections, context.CancellationToken);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            NewLine = "\r\n", InjectionOptions = InjectionOptions.Escape,
        }))
        {
            if (request.PageToken.Length == 0)
                Write(csv, "row", "reason", "field", "detail", "partial");
            foreach (var row in found)
                Write(csv, $"{row.Row}", row.Reason, row.Field, row.Detail, row.Partial ? "yes" : "no");
        }
        return new ExportImportRejectionsResponse { Csv = text.ToString(), NextPageToken = token };
    }

    static void Write(CsvWriter csv, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
            csv.WriteField(value);
        csv.NextRecord();
    }

    async Task<(List<ImportRejection> Found, string Token)> ReadAsync(
        StoredImport import, string pageToken, int size, CancellationToken cancellationToken)
    {
        string[] list = ["import rejections", import.ShopId, import.ImportId.ToString()];
        var after = PageToken.Read<RowPlace>(pageToken, list);
        var found = await store.ListRejectionsAsync(
            import.ShopId, import.ImportId, (after?.Row ?? 0, after?.Number ?? -1), size + 1, cancellationToken);
        var token = found.Count > size ? PageToken.Write(new RowPlace(found[size - 1].Rejection.Row, found[size - 1].Place), list) : "";
        return ([.. found.Take(size).Select(row => row.Rejection)], token);
    }

    async Task<StoredImport> FindAsync(ServerCallContext context, string importId)
    {
        var shopId = context.RequireShop();
        return await store.FindAsync(shopId, ReadId("import_id", importId), context.CancellationToken) ?? throw Fault.NotFound("import", importId);
    }

    async Task<Import> ShowAsync(StoredImport import, CancellationToken cancellationToken)
    {
        var shown = import.Shown.Clone();
        if (shown.Stage is ImportStage.Uploading)
            shown.PartCount = (await store.ReadPartNumbersAsync(import.ShopId, import.ImportId, cancellationToken)).Count;
        return shown;
    }

    static async Task<List<string>> CheckHeadersAsync(ImportDefinition definition, Func<Stream> open, CancellationToken cancellationToken)
    {
        try
        {
            using var file = await CsvFile.OpenAsync(open, definition.Csv, cancellationToken);
            if (!await file.ReadAsync())
                throw Fault.Invalid("content", "has no rows; the first must have the headers of the columns.");
            var plan = ColumnPlan.Of(file.Values, definition.Csv, out var violations);
            Refuse([.. violations.Select(violation => violation.Under("csv"))]);
            return plan.Ignored;
        }
        catch (InvalidDataException unreadable)
        {
            throw Fault.Invalid("content", $"cannot be read. {unreadable.Message}");
        }
    }

    static void Refuse(List<Violation> violations)
    {
        if (violations.Count == 0)
            return;
        var all = violations.ConvertAll(violation => violation.Under("definition"));
        throw new Fault(all[0]) { Violations = all };
    }

    static Fault TooLarge(int bytes, string remedy) =>
        new(FaultReasons.FieldTooLong, "content", $"has {bytes} bytes, {ImportRules.PartBytes} are taken at once; {remedy}.");

    static Guid ReadId(string field, string id)
    {
        if (id.Length == 0)
            throw Fault.Required(field);
        return Guid.TryParseExact(id, "D", out var read) && read != Guid.Empty
            ? read
            : throw Fault.Invalid(field, $"'{id}' is not a UUID; send one that CreateImport answered, or a new one to create an import.");
    }

    sealed record Place(DateTimeOffset Time, Guid Id);

    sealed record RowPlace(long Row, int Number);
}
