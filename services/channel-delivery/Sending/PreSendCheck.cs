using Automation.ChannelDelivery.Peers;
using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Rendering;
using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Clocks;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.ChannelDelivery.Sending;

/// <summary>
/// The pre-send check: asks the engine, reads what the rules look at as of the heads that it names, and decides. Changes
/// nothing; asking again is always allowed.
/// </summary>
sealed class PreSendCheck(
    SendCheckService.SendCheckServiceClient engine,
    EventLogService.EventLogServiceClient events,
    CheckedProfiles profiles,
    ProductFinder products,
    RemoteShops shops,
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
                    // The engine says why where it is not merely behind.
                    decisions[index] = new PreSendDecision.Later(
                        verdict.Reason.Length > 0 ? verdict.Reason : SendReasons.EngineBehind, "", null, position);
                    break;
            }
        }
        if (open.Count == 0)
            return decisions;
        // An engine of an earlier build does not tell them.
        var heads = answer.Heads.Count > 0 ? answer.Heads : (await events.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads;
        // Side by side: a peer that is slow must not cost each shop its own share of the second.
        await Task.WhenAll(open.GroupBy(index => candidates[index].Message.ShopId).Select(shop => DecideShopAsync(
            shop.Key, stamp, [.. shop.Select(index => (index, candidates[index].Message, verdicts[index]))],
            heads, candidates, decisions, cancellationToken)));
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
        List<MessageContent> contents =
            [.. group.Select(entry => entry.Verdict.Verdict is Verdict.Changed ? entry.Verdict.Content : candidates[entry.Index].Content)];
        // Neither needs the other's answer.
        var finding = FindProductsAsync(shopId, group, contents, heads, cancellationToken);
        var asking = profiles.FindAsync(
            shopId, [.. group.Select(entry => (entry.Message, PositionOf(entry.Message, entry.Verdict)))], heads, cancellationToken);
        await Task.WhenAll(finding, asking);
        var (found, recipients) = (await finding, await asking);
        var now = shopClock.GetUtcNow();
        var read = await facts.ReadAsync(
            shopId, [.. group.Select((entry, at) => (entry.Message, recipients[at].Address))], now, cancellationToken);
        for (var at = 0; at < group.Count; at++)
        {
            var (index, message, verdict) = group[at];
            var outcome = SendRules.Decide(new SendFacts(
                message, now, recipients[at].Shopper, recipients[at].AddressProfile, shop.TimeZone,
                read.Policy, read.IsSuppressed[at], read.OptOutTimes[at], read.RecentCounts[at],
                Stock.Of(contents[at], found)));
            var position = PositionOf(message, verdict).Sequence;
            decisions[index] = outcome switch
            {
                SendDecision.Go go => new PreSendDecision.Send(
                    new SendPermit(stamp, position, go.Address, shop, CapOf(read.Policy, message)), contents[at], found, recipients[at].Shopper),
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

    // Products are in partitions of their own: what was said of them before the check is below those heads.
    Task<Dictionary<string, CatalogProduct>?> FindProductsAsync(
        string shopId,
        List<(int Index, Message Message, SendVerdict Verdict)> group,
        List<MessageContent> contents,
        IReadOnlyList<LogPosition> heads,
        CancellationToken cancellationToken)
    {
        var productIds = contents.SelectMany(SubjectProducts.Of).ToHashSet();
        var partitions = productIds.Select(productId => Partitions.Of(shopId, productId))
            .Concat(group.Select(entry => entry.Message.Partition)).ToHashSet();
        return products.FindAsync(shopId, productIds, [.. partitions.Select(partition => heads[partition])], cancellationToken);
    }

    static LogPosition PositionOf(Message message, SendVerdict verdict) =>
        verdict.Position ?? new LogPosition { Partition = message.Partition, Sequence = message.Position };

    static FrequencyLimit? CapOf(ShopPolicy policy, Message message) =>
        AddressDecision.IsMarketing(message.Purpose) ? policy.CapOf(message.Channel) : null;

    static bool IsUnavailability(RpcException exception) =>
        PeerUnavailability.Is(exception) || exception.StatusCode is StatusCode.ResourceExhausted;
}
