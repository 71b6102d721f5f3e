using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Calling;
using Grpc.Core;

namespace Automation.Segmentation.Lists;

/// <summary>What became of the shoppers of a request.</summary>
/// <param name="Recorded">How many are in the log, now or since the request came first.</param>
/// <param name="Refusals">Why others are not, by place in the request.</param>
sealed record ListOutcome(int Recorded, IReadOnlyDictionary<int, ListRefusal> Refusals);

/// <summary>
/// Puts changes of lists into the event log, from where memberships follow. Shoppers by id go as derived events; those that are
/// named as events name them go as events, so that ingestion finds or makes them.
/// </summary>
sealed class ListRecorder(DerivedEventService.DerivedEventServiceClient derived, IngestionService.IngestionServiceClient ingestion)
{
    const int LookUpsAtOnce = 16;

    // With the longest reason and identifiers they stay below what a batch may have, 500 KB.
    const int NamedAtOnce = 250;

    /// <param name="request">What is to change.</param>
    /// <param name="shoppers">1 to 500.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ListOutcome> RecordAsync(ListRequest request, IReadOnlyList<ListedShopper> shoppers, CancellationToken cancellationToken)
    {
        var key = ListEvents.KeyOf(request);
        var refusals = new Dictionary<int, ListRefusal>();
        var known = new Dictionary<int, string>();
        var named = new List<int>();
        foreach (var (place, shopper) in shoppers.Index())
        {
            if (shopper.WhoCase is ListedShopper.WhoOneofCase.ShopperId)
                known.Add(place, shopper.ShopperId);
            else
                named.Add(place);
        }
        // Whoever is to be taken out is not made for that.
        if (request.Change is ListChange.Left && named.Count > 0)
        {
            await FindAsync(request.ShopId, shoppers, named, known, refusals, cancellationToken);
            named.Clear();
        }
        if (known.Count > 0)
            await DeriveAsync(request, key, known, refusals, cancellationToken);
        foreach (var chunk in named.Chunk(NamedAtOnce))
            await RecordNamedAsync(request, key, shoppers, chunk, refusals, cancellationToken);
        return new ListOutcome(shoppers.Count - refusals.Count, refusals);
    }

    async Task DeriveAsync(
        ListRequest request, string key, Dictionary<int, string> known, Dictionary<int, ListRefusal> refusals, CancellationToken cancellationToken)
    {
        var places = known.Keys.ToList();
        var answer = await derived.RecordDerivedEventsAsync(
            new()
            {
                Events =
                {
                    places.Select(place => new DerivedEvent
                    {
                        ShopId = request.ShopId, ShopperId = known[place], Event = ListEvents.Of(request, key, place),
                    }),
                },
            },
            cancellationToken: cancellationToken);
        foreach (var (index, rejection) in answer.Rejections)
            refusals[places[index]] = Refusal(rejection);
    }

    async Task RecordNamedAsync(
        ListRequest request, string key, IReadOnlyList<ListedShopper> shoppers, int[] places, Dictionary<int, ListRefusal> refusals,
        CancellationToken cancellationToken)
    {
        var batch = new BatchRecordEventsRequest();
        foreach (var place in places)
        {
            var changed = ListEvents.Of(request, key, place);
            changed.Identifiers = shoppers[place].Identifiers;
            batch.Events.Add(changed);
        }
        var answer = await ingestion.BatchRecordEventsAsync(batch, ShopCall.For(request.ShopId, cancellationToken));
        foreach (var (index, rejection) in answer.Rejections)
            refusals[places[index]] = Refusal(rejection);
    }

    async Task FindAsync(
        string shopId, IReadOnlyList<ListedShopper> shoppers, List<int> places, Dictionary<int, string> known,
        Dictionary<int, ListRefusal> refusals, CancellationToken cancellationToken)
    {
        foreach (var chunk in places.Chunk(LookUpsAtOnce))
        {
            var found = await Task.WhenAll(chunk.Select(place => FindAsync(shopId, shoppers[place].Identifiers, cancellationToken)));
            foreach (var (place, shopperId) in chunk.Zip(found))
            {
                if (shopperId is not null)
                    known.Add(place, shopperId);
                else
                    refusals[place] = new ListRefusal
                    {
                        Reason = ServiceDefaults.Faults.FaultReasons.NotFound.Code,
                        Field = "identifiers",
                        Detail = "identifiers name no shopper of this shop; check them.",
                    };
            }
        }
    }

    /// <summary>The shopper whom the strongest of the identifiers names; null: nobody.</summary>
    public async Task<string?> FindAsync(string shopId, Identifiers? identifiers, CancellationToken cancellationToken)
    {
        if (Strongest(identifiers) is not { } strongest)
            return null;
        try
        {
            return (await ingestion.LookUpShopperAsync(new() { Identifiers = strongest }, ShopCall.For(shopId, cancellationToken))).ShopperId;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            return null;
        }
    }

    // In the order in which ingestion takes them.
    static Identifiers? Strongest(Identifiers? known) => known switch
    {
        { UserId.Length: > 0 } => new() { UserId = known.UserId },
        { Email.Length: > 0 } => new() { Email = known.Email },
        { Phone.Length: > 0 } => new() { Phone = known.Phone },
        { ExternalId.Length: > 0 } => new() { ExternalId = known.ExternalId },
        { AnonymousId.Length: > 0 } => new() { AnonymousId = known.AnonymousId },
        _ => null,
    };

    static ListRefusal Refusal(Rejection rejection) => new() { Reason = rejection.Reason, Field = rejection.Field, Detail = rejection.Detail };
}
