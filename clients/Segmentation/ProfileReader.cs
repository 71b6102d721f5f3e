using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Calling;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Automation.Clients.Segmentation;

/// <summary>Reads profiles that include a given event: from Redis where the copy is new enough, else from segmentation.</summary>
public sealed class ProfileReader(
    ProfileCache cache, ProfileService.ProfileServiceClient segmentation, TimeProvider time, ILogger<ProfileReader> logger)
{
    readonly CacheAccess _access = new(timeout: TimeSpan.FromMilliseconds(100), cooldown: TimeSpan.FromSeconds(1), time);

    /// <summary>Profiles of one shop, each as of an event of that shopper or later, in order; null where there is none.</summary>
    public async Task<Profile?[]> GetManyAsync(
        string shopId, IReadOnlyList<(string ShopperId, LogPosition MinPosition)> shoppers, CancellationToken cancellationToken)
    {
        var profiles = await ReadCopiesAsync(shopId, [.. shoppers.Select(shopper => shopper.ShopperId)], cancellationToken);
        var missing = Enumerable.Range(0, shoppers.Count)
            .Where(index => profiles[index] is not { } profile || profile.Position.Sequence < shoppers[index].MinPosition.Sequence)
            .ToList();
        foreach (var chunk in missing.Chunk(500))
        {
            var found = await AskAsync(shopId, chunk.Select(index => shoppers[index]).ToList(), cancellationToken);
            foreach (var index in chunk)
                profiles[index] = found.GetValueOrDefault(shoppers[index].ShopperId);
        }
        return profiles;
    }

    /// <summary>
    /// Profiles that include everything up to log positions that need not be the shoppers' own events, for decisions
    /// without an event. A copy cannot tell that, so segmentation is asked.
    /// </summary>
    public async Task<Dictionary<string, Profile>> AskAsync(
        string shopId, IReadOnlyList<(string ShopperId, LogPosition MinPosition)> shoppers, CancellationToken cancellationToken)
    {
        var request = new BatchGetProfilesRequest();
        request.ShopperIds.AddRange(shoppers.Select(shopper => shopper.ShopperId).Distinct());
        request.MinPositions.AddRange(shoppers.GroupBy(shopper => shopper.MinPosition.Partition).Select(group => new LogPosition
        {
            Partition = group.Key,
            Sequence = group.Max(shopper => shopper.MinPosition.Sequence),
        }));
        try
        {
            var response = await segmentation.BatchGetProfilesAsync(request, ShopCall.For(shopId, cancellationToken));
            return response.Profiles.ToDictionary(profile => profile.ShopperId);
        }
        // Profiles of shoppers with many orders: so many at once are more than one message may have.
        catch (RpcException exception) when (exception.StatusCode is StatusCode.ResourceExhausted && shoppers.Count > 1)
        {
            var half = shoppers.Count / 2;
            var profiles = await AskAsync(shopId, shoppers.Take(half).ToList(), cancellationToken);
            foreach (var (shopperId, profile) in await AskAsync(shopId, shoppers.Skip(half).ToList(), cancellationToken))
                profiles[shopperId] = profile;
            return profiles;
        }
    }

    /// <summary>Copies of profiles of one shop, however old, in order; null where there is none. For guesses: segmentation has the truth.</summary>
    public async Task<Profile?[]> ReadCopiesAsync(string shopId, IReadOnlyList<string> shopperIds, CancellationToken cancellationToken)
    {
        var copies = new Profile?[shopperIds.Count];
        var keys = shopperIds.Select(shopperId => (shopId, shopperId)).ToList();
        await _access.TryAsync(
            async limit => copies = await cache.ReadAsync(keys, limit), exception => ProfileReaderLog.CacheAbsent(logger, exception), cancellationToken);
        return copies;
    }
}
