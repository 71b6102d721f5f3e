using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Profiles;
using Automation.Segmentation.Memberships;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Automation.Segments;

namespace Automation.Segmentation.Rpc;

/// <summary>What a trial came to.</summary>
/// <param name="ShopperCount">Of the shop.</param>
/// <param name="JudgedCount">Of these.</param>
/// <param name="MatchingCount">Of these.</param>
/// <param name="Examples">Shopper ids of some of these.</param>
/// <param name="Reachable">Of these, by channel.</param>
sealed record PreviewedSegment(
    long ShopperCount, long JudgedCount, long MatchingCount, IReadOnlyList<string> Examples, IReadOnlyList<ReachableCount> Reachable)
{
    // Of the normal distribution, for 95 %.
    const double Z = 1.96;

    public long Estimate => JudgedCount == 0 ? 0 : (long)Math.Round((double)MatchingCount / JudgedCount * ShopperCount);

    /// <summary>Wilson's interval, which also says something where none or all match.</summary>
    public (long Low, long High) Bounds
    {
        get
        {
            if (JudgedCount >= ShopperCount)
                return (MatchingCount, MatchingCount);
            if (JudgedCount == 0)
                return (0, ShopperCount);
            var (n, share) = ((double)JudgedCount, (double)MatchingCount / JudgedCount);
            var middle = share + Z * Z / (2 * n);
            var half = Z * Math.Sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
            var scale = ShopperCount / (1 + Z * Z / n);
            return (Math.Max(MatchingCount, (long)Math.Floor((middle - half) * scale)), Math.Min(ShopperCount, (long)Math.Ceiling((middle + half) * scale)));
        }
    }
}

/// <summary>Tries a condition on some of a shop's shoppers.</summary>
sealed class SegmentPreview(ShopperDraw draw, ShopperHistories histories)
{
    /// <param name="shopId">The shop.</param>
    /// <param name="trial">What is tried.</param>
    /// <param name="judgeCount">About so many are judged.</param>
    /// <param name="examples">At most so many are named.</param>
    /// <param name="now">As of when; a shopper whose last record is later is judged as of that.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PreviewedSegment> RunAsync(
        string shopId, SegmentTrial trial, int judgeCount, int examples, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await draw.CountAsync(shopId, cancellationToken);
        var each = Math.Max(1, (all + judgeCount - 1) / judgeCount);
        var (judged, matching, named) = (0L, 0L, new List<string>());
        ReachableCount[] reachable = [new() { Channel = Channel.Email }, new() { Channel = Channel.Sms }];
        // One partition after the other: which one a shopper is in is chance.
        for (var partition = 0; partition < Partitions.Count; partition++)
        {
            foreach (var (profile, apart) in await ReadAsync(shopId, partition, each, trial, cancellationToken))
            {
                judged++;
                // The clock of the log may be ahead of ours.
                var last = profile.UpdateTime.ToDateTimeOffset();
                if (apart is null || !trial.Holds(apart, profile, last > now ? last : now))
                    continue;
                matching++;
                foreach (var channel in reachable)
                    channel.MemberCount += ConsentStanding.Of(profile, channel.Channel)?.State is ConsentState.Subscribed ? 1 : 0;
                if (named.Count < examples)
                    named.Add(profile.ShopperId);
            }
        }
        return new PreviewedSegment(Math.Max(all, judged), judged, matching, named, reachable);
    }

    async Task<List<(Profile Profile, SegmentState? Apart)>> ReadAsync(
        string shopId, int partition, long each, SegmentTrial trial, CancellationToken cancellationToken)
    {
        var profiles = await draw.ReadAsync(shopId, partition, each, cancellationToken);
        if (!trial.NeedsHistory)
            return profiles.ConvertAll(profile => (profile, (SegmentState?)(IsShopper(profile) ? new SegmentState() : null)));
        var known = profiles.ToDictionary(profile => profile.ShopperId, profile => (Profile: profile, Apart: (SegmentState?)null));
        foreach (var chunk in profiles.ConvertAll(profile => Guid.ParseExact(profile.ShopperId, "D")).Chunk(PageShoppers))
        {
            await foreach (var logged in histories.StreamAsync(shopId, partition, chunk, 0, cancellationToken))
            {
                var (profile, apart) = known[logged.ShopperId];
                if (logged.Event is null || logged.Sequence > profile.Position.Sequence)
                    continue;
                known[logged.ShopperId] = (profile, apart ??= new SegmentState());
                trial.Add(apart, logged);
            }
        }
        return [.. known.Values];
    }

    const int PageShoppers = 250;

    // Of a subject that is nobody, only an address, no event is known.
    static bool IsShopper(Profile profile) => profile.AnonymousId.Length + profile.UserId.Length + profile.Email.Length + profile.Phone.Length + profile.ExternalId.Length > 0;
}
