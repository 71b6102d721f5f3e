using Automation.ChannelDelivery.Consents;
using Automation.ChannelDelivery.Peers;
using Automation.ChannelDelivery.Policies;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Clocks;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.ChannelDelivery.Sending;

/// <summary>
/// The pre-send check: asks the engine, reads what the rules look at as of the engine's position, and decides. Changes
/// nothing; asking again is always allowed.
/// </summary>
sealed class PreSendCheck(
    SendCheckService.SendCheckServiceClient engine,
    CheckedProfiles profiles,
    ShopDirectory shops,
    IStoredFacts facts,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock)
{
    /// <summary>Invariant 6: a check is good for one second from its beginning.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);

    // Far above the second that the answer is good for; what takes longer is better asked anew.
    static readonly TimeSpan EngineTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Whether a message may still be sent on this permit.</summary>
    public bool IsFresh(SendPermit permit) => time.GetElapsedTime(permit.Stamp) < Validity;

    /// <summary>One decision for each candidate, in order. Peers that do not answer make it later, never wrong.</summary>
    public async Task<PreSendDecision[]> AskAsync(IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        try
        {
            return await AskTogetherAsync(candidates, cancellationToken);
        }
        catch (RpcException exception) when (candidates.Count > 1 && !IsUnavailability(exception))
        {
            // One of them is what a peer cannot answer; the others must not wait for it.
            var decisions = new List<PreSendDecision>();
            foreach (var candidate in candidates)
                decisions.AddRange(await AskAsync([candidate], cancellationToken));
            return [.. decisions];
        }
        catch (RpcException exception)
        {
            return [.. candidates.Select(candidate => new PreSendDecision.Later(
                SendReasons.PeerUnavailable, exception.Status.Detail, null, candidate.Message.Position))];
        }
    }

    async Task<PreSendDecision[]> AskTogetherAsync(IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        var stamp = time.GetTimestamp();
        var answer = await AskEngineAsync(candidates, cancellationToken);
        var verdicts = answer.Verdicts;
        var decisions = new PreSendDecision[candidates.Count];
        var open = new List<int>();
        for (var index = 0; index < decisions.Length; index++)
        {
            var verdict = verdicts[index];
            var position = verdict.Position?.Sequence ?? candidates[index].Message.Position;
            switch (verdict.Verdict)
            {
                case Verdict.Go or Verdict.Changed:
                    open.Add(index);
                    break;
                case Verdict.Drop:
                    decisions[index] = new PreSendDecision.Drop(verdict.Reason, position);
                    break;
                default:
                    var reason = verdict.Reason == SendReasons.LogSetBack ? SendReasons.LogSetBack : SendReasons.EngineBehind;
                    decisions[index] = new PreSendDecision.Later(reason, "", null, position);
                    break;
            }
        }
        foreach (var shop in open.GroupBy(index => candidates[index].Message.ShopId))
        {
            var group = shop.Select(index => (Index: index, candidates[index].Message, Verdict: verdicts[index])).ToList();
            await DecideShopAsync(shop.Key, stamp, group, answer.Heads, candidates, decisions, cancellationToken);
        }
        return decisions;
    }

    async Task DecideShopAsync(
        string shopId,
        long stamp,
        List<(int Index, Message Message, SendVerdict Verdict)> group,
        IReadOnlyList<LogPosition> heads,
        IReadOnlyList<Candidate> candidates,
        PreSendDecision[] decisions,
        CancellationToken cancellationToken)
    {
        var shop = await shops.FindAsync(shopId, cancellationToken);
        if (shop is null)
        {
            foreach (var (index, message, verdict) in group)
                decisions[index] = new PreSendDecision.Drop(SendReasons.ShopUnknown, verdict.Position?.Sequence ?? message.Position);
            return;
        }
        var recipients = await profiles.FindRecipientsAsync(
            shopId, [.. group.Select(entry => (entry.Message, PositionOf(entry.Message, entry.Verdict)))], cancellationToken);
        var now = shopClock.GetUtcNow();
        List<(Message Message, string? Address)> addressed = [.. group.Select((entry, at) => (entry.Message, recipients[at].Address))];
        // Neither needs the other's answer.
        var finding = profiles.FindAddressesAsync(
            shopId, [.. addressed.Select(entry => (entry.Message.Channel, entry.Address))], heads, cancellationToken);
        var reading = facts.ReadAsync(shopId, addressed, now, cancellationToken);
        await Task.WhenAll(finding, reading);
        var (addresses, read) = (await finding, await reading);
        for (var at = 0; at < group.Count; at++)
        {
            var (index, message, verdict) = group[at];
            var outcome = SendRules.Decide(new SendFacts(
                message, now, recipients[at].Shopper, addresses[at], shop.TimeZone,
                read.Policy, read.IsSuppressed[at], read.OptOutTimes[at], read.RecentCounts[at]));
            var position = PositionOf(message, verdict).Sequence;
            decisions[index] = outcome switch
            {
                SendDecision.Go go => new PreSendDecision.Send(
                    new SendPermit(stamp, position, go.Address, shop, CapOf(read.Policy, message)),
                    verdict.Verdict is Verdict.Changed ? verdict.Content : candidates[index].Content),
                SendDecision.Drop drop => new PreSendDecision.Drop(drop.Reason, position),
                SendDecision.Defer defer => new PreSendDecision.Later(defer.Reason, "", defer.Until, position),
                _ => throw new InvalidOperationException($"{outcome.GetType().Name} is not a decision."),
            };
        }
    }

    async Task<CheckSendsResponse> AskEngineAsync(IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        var request = new CheckSendsRequest();
        foreach (var candidate in candidates)
        {
            request.Checks.Add(new SendCheck
            {
                MessageId = candidate.Message.MessageId.ToString(),
                RunId = candidate.Message.RunId.ToString(),
                ShopId = candidate.Message.ShopId,
                ShopperId = candidate.Message.Shopper,
                Partition = candidate.Message.Partition,
                Revision = candidate.Content.Revision,
            });
        }
        var deadline = time.GetUtcNow().UtcDateTime + EngineTimeout;
        return await engine.CheckSendsAsync(request, new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
    }

    static LogPosition PositionOf(Message message, SendVerdict verdict) =>
        verdict.Position ?? new LogPosition { Partition = message.Partition, Sequence = message.Position };

    static FrequencyLimit? CapOf(ShopPolicy policy, Message message) =>
        SendRules.IsMarketing(message.Purpose) ? policy.CapOf(message.Channel) : null;

    static bool IsUnavailability(RpcException exception) =>
        PeerUnavailability.Is(exception) || exception.StatusCode is StatusCode.ResourceExhausted;
}
