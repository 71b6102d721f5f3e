using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.EventLog.Following;
using FsCheck;
using FsCheck.Fluent;

namespace Automation.Ingestion.Tests.Appending;

public sealed class Planning_an_append
{
    [Fact]
    public void Several_events_of_a_new_shopper_make_one_shopper()
    {
        var plan = Plan(Nothing(), Pending(anonymous: "a"), Pending(anonymous: "a", email: "e@x.y"), Pending(email: "e@x.y", user: "u"), Pending(user: "u"));
        Assert.Single(plan.NewShoppers);
        Assert.Equal(3, plan.NewIdentities.Count);
        Assert.Single(plan.Results.Select(result => result.ShopperId).Distinct());
    }

    [Fact]
    public void The_first_known_of_user_email_phone_external_anonymous_names_the_shopper()
    {
        var owners = IdentityKinds.InOrder.ToDictionary(kind => kind, _ => Guid.NewGuid());
        for (var from = 0; from < IdentityKinds.InOrder.Length; from++)
        {
            var known = Nothing();
            foreach (var kind in IdentityKinds.InOrder.Skip(from))
                known.Identities[new Identity("shop", kind, ValueOf(kind))] = owners[kind];
            var plan = Plan(known, Pending(anonymous: "a", user: "u", email: "e@x.y", phone: "+123", external: "x"));
            Assert.Equal(owners[IdentityKinds.InOrder[from]], plan.Results[0].ShopperId);
            Assert.Empty(plan.NewShoppers);
            // What has an owner stays there; only the unknown ones are attached.
            Assert.Equal(from, plan.NewIdentities.Count);
            Assert.All(plan.NewIdentities, pair => Assert.Equal(plan.Results[0].ShopperId, pair.Value));
        }
    }

    [Fact]
    public void Shops_are_walls()
    {
        var plan = Plan(Nothing(), Pending(user: "u", shop: "one"), Pending(user: "u", shop: "two"));
        Assert.Equal(2, plan.NewShoppers.Count);
        Assert.NotEqual(plan.Results[0].ShopperId, plan.Results[1].ShopperId);
    }

    [Fact]
    public void A_duplicate_has_no_effect_at_all()
    {
        var known = Nothing();
        known.Keys.Add(EventKey.Of("shop", "there"));
        var plan = Plan(known, Pending(id: "there", user: "new"), Pending(id: "twice", user: "u"), Pending(id: "twice", email: "e@x.y"));
        Assert.Equal([AppendOutcome.Duplicate, AppendOutcome.Recorded, AppendOutcome.Duplicate], plan.Results.Select(result => result.Outcome));
        Assert.Equal(new Identity("shop", IdentityKind.User, "u"), Assert.Single(plan.NewIdentities).Key);
        Assert.Equal(1, plan.Heads.Sum());
        Assert.Equal(1, plan.RecordedCount);
    }

    [Fact]
    public void A_named_shopper_must_be_there_and_the_key_of_one_who_is_not_stays_free()
    {
        var known = Nothing();
        var shopper = Guid.NewGuid();
        known.Shoppers.Add(("shop", shopper));
        var plan = Plan(
            known, Named(Guid.NewGuid(), "1"), Named(shopper, "1"), Named(shopper, "1"), Named(shopper, "2", shop: "other"));
        Assert.Equal(
            [AppendOutcome.ShopperUnknown, AppendOutcome.Recorded, AppendOutcome.Duplicate, AppendOutcome.ShopperUnknown], plan.Results.Select(result => result.Outcome));
        Assert.Empty(plan.NewIdentities);
        Assert.Empty(plan.NewShoppers);
    }

    [Fact]
    public void A_product_has_no_shopper()
    {
        var plan = Plan(Nothing(), new PendingEvent
        {
            ShopId = "shop", Key = EventKey.Of("shop", "1"), Event = Build.ProductUpserted(), Payload = [], ProductPartition = 7,
        });
        Assert.Equal(new AppendResult(AppendOutcome.Recorded, null, 7, 1), plan.Results[0]);
        Assert.Empty(plan.NewShoppers);
    }

    /// <summary>Any events over few names and ids, cut into groups anywhere: the cut does not matter, and the log has no gaps.</summary>
    [Fact]
    public void Groups_do_not_matter_and_sequences_have_no_gaps()
    {
        var events = Gen.Choose(0, 3).SelectMany(user => Gen.Choose(0, 3).SelectMany(email => Gen.Choose(0, 3).SelectMany(anonymous =>
            Gen.Choose(0, 40).Select(id => (user, email, anonymous, id))))).Where(e => e.user + e.email + e.anonymous > 0);
        Prop.ForAll(events.ListOf(30).ToArbitrary(), Gen.Choose(0, 30).ToArbitrary(), (list, cut) =>
        {
            var pending = list.Select(e => Pending(
                id: $"{e.id}", user: Name(e.user), email: Name(e.email), anonymous: Name(e.anonymous))).ToArray();
            var whole = Plan(Nothing(), pending);
            var known = Nothing();
            var first = Plan(known, pending[..cut]);
            var rest = Plan(new KnownState { Heads = first.Heads, Keys = known.Keys, Identities = known.Identities, NameKinds = known.NameKinds, Shoppers = [] }, pending[cut..]);

            Assert.Equal(whole.Results, first.Results.Concat(rest.Results));
            foreach (var partition in whole.Results.Where(p => p.Outcome is AppendOutcome.Recorded).GroupBy(p => p.Partition))
                Assert.Equal(Enumerable.Range(1, partition.Count()).Select(n => (long)n), partition.Select(p => p.Sequence));
            Assert.All(whole.Results.Where(p => p.Outcome is AppendOutcome.Recorded),
                p => Assert.Equal(Partitions.Of("shop", p.ShopperId!.Value.ToString()), p.Partition));
        }).QuickCheckThrowOnFailure();
    }

    // The n-th new shopper has the n-th id, whatever the groups are.
    static AppendPlan Plan(KnownState known, params PendingEvent[] events)
    {
        return AppendPlan.For(events, known, DateTimeOffset.UnixEpoch, () => new Guid(known.Identities.Count, 0, 0, new byte[8]));
    }

    static string Name(int n) => n == 0 ? "" : $"n{n}";

    static KnownState Nothing() => new() { Heads = new long[16], Keys = [], Identities = [], Shoppers = [] };

    static string ValueOf(IdentityKind kind) => kind switch
    {
        IdentityKind.User => "u",
        IdentityKind.Email => "e@x.y",
        IdentityKind.Phone => "+123",
        IdentityKind.External => "x",
        _ => "a",
    };

    static PendingEvent Named(Guid shopper, string id, string shop = "shop") => new()
    {
        ShopId = shop, Key = EventKey.Of(shop, id), Event = Build.Custom(), Payload = [], GivenShopperId = shopper,
    };

    static PendingEvent Pending(
        string? id = null, string user = "", string email = "", string anonymous = "", string phone = "", string external = "", string shop = "shop") => new()
        {
            ShopId = shop,
            Key = EventKey.Of(shop, id ?? Guid.NewGuid().ToString()),
            Event = Build.Event(new Identifiers { UserId = user, Email = email, AnonymousId = anonymous, Phone = phone, ExternalId = external }),
            Payload = [],
        };
}
