using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Shops;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Telemetry;
using Automation.Validation;
using Grpc.Core;

namespace Automation.Ingestion.Rpc;

/// <summary>Where the suite's own services put control records into the log.</summary>
sealed class ControlRecordRpc(EventLogWriter writer, ShopDirectory shops) : ControlRecordService.ControlRecordServiceBase
{
    public override async Task<AppendControlRecordsResponse> AppendControlRecords(AppendControlRecordsRequest request, ServerCallContext context)
    {
        context.RequireService();
        BatchAdmission.Check(request.Records, "records");
        var pending = new List<PendingEvent>(request.Records.Count);
        for (var i = 0; i < request.Records.Count; i++)
        {
            var asked = request.Records[i];
            var violation = ControlAdmission.Admit(asked, EventActivity.CurrentTraceparent, out var admitted)
                ?? await CheckShopAsync(asked.ShopId, context.CancellationToken);
            if (violation is { } wrong)
                throw new Fault(wrong.Under($"records[{i}]"));
            pending.Add(admitted!);
        }
        var results = await writer.AppendAsync(pending, context.CancellationToken);
        return new AppendControlRecordsResponse { DuplicateCount = results.Count(result => result.Outcome is AppendOutcome.Duplicate) };
    }

    async Task<Violation?> CheckShopAsync(string shopId, CancellationToken cancellationToken) =>
        shopId.Length == 0 || await shops.HasAsync(shopId, cancellationToken)
            ? null
            : Violation.Invalid("shop_id", $"'{shopId}' is not the id of a shop; check it.");
}
