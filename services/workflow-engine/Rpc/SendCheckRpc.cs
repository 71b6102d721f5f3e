using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Answers the check before a send.</summary>
sealed class SendCheckRpc(SendChecker checker) : SendCheckService.SendCheckServiceBase
{
    const int MaxChecks = 100;

    public override async Task<CheckSendsResponse> CheckSends(CheckSendsRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.Checks.Count == 0)
            throw Fault.Required("checks");
        if (request.Checks.Count > MaxChecks)
            throw new Fault(FaultReasons.FieldTooLong, "checks", $"has {request.Checks.Count} entries; at most {MaxChecks}.");
        for (var index = 0; index < request.Checks.Count; index++)
            Validate(request.Checks[index], $"checks[{index}]");
        return await checker.CheckAsync(request.Checks, context.CancellationToken);
    }

    static void Validate(SendCheck check, string path)
    {
        RequireId(check.MessageId, $"{path}.message_id");
        RequireId(check.RunId, $"{path}.run_id");
        RequireId(check.ShopperId, $"{path}.shopper_id");
        if (check.ShopId.Length == 0)
            throw Fault.Required($"{path}.shop_id");
        if (check.Partition != Partitions.Of(check.ShopId, check.ShopperId))
            throw Fault.Invalid($"{path}.partition", "is not the shopper's; send the dispatch record's.");
    }

    static void RequireId(string id, string path)
    {
        if (!Guid.TryParseExact(id, "D", out _))
            throw Fault.Invalid(path, "must be a UUID of 36 characters.");
    }
}
