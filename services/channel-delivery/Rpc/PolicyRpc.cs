using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Storage;
using Automation.ChannelDelivery.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.ChannelDelivery.Rpc;

/// <summary>Answers and replaces the send policy of the caller's shop.</summary>
sealed class PolicyRpc(PolicyStore policies) : PolicyService.PolicyServiceBase
{
    public override async Task<GetSendPolicyResponse> GetSendPolicy(GetSendPolicyRequest request, ServerCallContext context) =>
        new() { Policy = await policies.ReadAsync(context.RequireShop(), context.CancellationToken) };

    public override async Task<PutSendPolicyResponse> PutSendPolicy(PutSendPolicyRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.Policy is null)
            throw Fault.Required("policy");
        PolicyRules.Check(request.Policy);
        var etag = await policies.WriteAsync(shopId, request.Policy, request.Policy.Etag, context.CancellationToken);
        if (etag is null)
        {
            throw new Fault(
                FaultReasons.EtagMismatch, "policy.etag", "is not the current one: the policy was changed meanwhile. Read it again, repeat your change and send the etag that you read.");
        }
        var put = request.Policy.Clone();
        put.Etag = etag;
        return new PutSendPolicyResponse { Policy = put };
    }
}
