using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.Segmentation.Memberships;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Automation.Profiles.Customers;
using Grpc.Core;
using Npgsql;

namespace Automation.Segmentation.Rpc;

/// <summary>Answers profiles of the caller's shop.</summary>
sealed partial class ProfileRpc(
    NpgsqlDataSource database, ProfileTable table, SegmentQueries queries, SegmentLibrary segments, MembershipQueries memberships, ShopperHistories histories,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime, [FromKeyedServices(FollowerNames.Profiles)] IFollowerPositions positions)
    : ProfileService.ProfileServiceBase
{
    const int MaxShoppers = 500;

    public override async Task<GetProfileResponse> GetProfile(GetProfileRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var shopperId = ParseShopper("shopper_id", request.ShopperId);
        if (request.MinPosition is not null)
            await positions.WaitForAsync("min_position", [request.MinPosition], context.CancellationToken);
        if (request.AsOfTime is not null)
            return await FoldAsync(shopId, shopperId, request.AsOfTime, context.CancellationToken);
        var found = await ReadAsync(shopId, [shopperId], context.CancellationToken);
        return found.TryGetValue(new ShopperKey(shopId, shopperId), out var stored)
            ? new GetProfileResponse { Profile = stored.State.Profile }
            : throw Fault.NotFound("shopper", request.ShopperId);
    }

    public override async Task<BatchGetProfilesResponse> BatchGetProfiles(BatchGetProfilesRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.ShopperIds.Count == 0)
            throw Fault.Required("shopper_ids");
        if (request.ShopperIds.Count > MaxShoppers)
            throw new Fault(FaultReasons.FieldTooLong, "shopper_ids", $"has {request.ShopperIds.Count} ids; send at most {MaxShoppers} at once.");
        var shopperIds = request.ShopperIds.Select((id, index) => ParseShopper($"shopper_ids[{index}]", id)).ToList();
        await positions.WaitForAsync("min_positions", request.MinPositions, context.CancellationToken);
        var found = await ReadAsync(shopId, shopperIds, context.CancellationToken);
        var response = new BatchGetProfilesResponse();
        foreach (var shopperId in shopperIds)
        {
            if (found.TryGetValue(new ShopperKey(shopId, shopperId), out var stored))
                response.Profiles.Add(stored.State.Profile);
        }
        return response;
    }

    // What a new version of a segment makes different is no record of the shopper, so a stored profile does not have it yet.
    async Task<Dictionary<ShopperKey, StoredProfile>> ReadAsync(
        string shopId, IReadOnlyCollection<Guid> shopperIds, CancellationToken cancellationToken)
    {
        var found = await table.ReadAsync(shopId, shopperIds, cancellationToken);
        await JudgeAsync(shopId, found, cancellationToken);
        if (!segments.Knows(shopId))
            return found;
        var segmentIds = await memberships.ReadSegmentsAsync(shopId, shopperIds, cancellationToken);
        foreach (var (shopper, stored) in found.Where(pair => pair.Value.Damage is null))
        {
            var profile = stored.State.Profile;
            profile.SegmentIds.Clear();
            profile.SegmentIds.Add(segmentIds[shopper.ShopperId].Order(StringComparer.Ordinal));
        }
        return found;
    }

    // Nor is another comparison of the customers.
    async Task JudgeAsync(string shopId, Dictionary<ShopperKey, StoredProfile> found, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var cohorts = await CohortTable.ReadShopAsync(connection, shopId, cancellationToken);
        foreach (var stored in found.Values.Where(stored => cohorts.Count > 0 && stored.Damage is null))
        {
            if (cohorts.GetValueOrDefault(stored.State.Profile.Position.Partition) is { } cohort)
                CustomerStanding.Judge(stored.State, cohort.Comparison, cohort.Sequence);
        }
    }

    static Guid ParseShopper(string field, string id)
    {
        if (id.Length == 0)
            throw Fault.Required(field);
        return Guid.TryParseExact(id, "D", out var shopperId)
            ? shopperId
            : throw Fault.Invalid(field, $"'{id}' is not a UUID; send the shopper_id that RecordEvent or LookUpShopper answered.");
    }
}
