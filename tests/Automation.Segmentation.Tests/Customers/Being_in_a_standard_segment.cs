using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Profiles.Customers;
using Automation.Segmentation.Definitions;
using Automation.Segments;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.Segmentation.Tests.Customers;

/// <summary>Of each standard segment somebody who is just inside and somebody who is just outside.</summary>
public sealed class Being_in_a_standard_segment
{
    const double Tick = 1.0 / 86_400;

    static readonly Dictionary<string, (Orders Inside, Orders Outside)> s_shoppers = new()
    {
        ["reachable-email"] = (Consented(Channel.Email, 400), Consented(Channel.Sms, 400)),
        ["reachable-sms"] = (Consented(Channel.Sms, 400), Consented(Channel.Email, 400)),
        ["new-subscribers"] = (Consented(Channel.Email, 14 - Tick), Consented(Channel.Email, 14)),
        ["window-shoppers"] = (Viewed(30 - Tick), Viewed(30)),
        ["likely-first"] = (Carted(14 - Tick), Carted(14)),
        ["first-time"] = (Orders.DaysAgo(60 - Tick), Orders.DaysAgo(60)),
        ["one-time"] = (Orders.DaysAgo(300), Orders.DaysAgo(300, 1)),
        ["repeat"] = (Orders.DaysAgo(300, 1), Orders.DaysAgo(300, 1).Cancelled("o1", 1)),
        ["vip"] = (Rich(3), Rich(2)),
        ["at-risk"] = (Orders.DaysAgo(30), Orders.DaysAgo(30 - Tick)),
        ["lapsed"] = (Orders.DaysAgo(45), Orders.DaysAgo(45 - Tick)),
        ["reorder-due"] = (Orders.DaysAgo(62, 39, 16), Orders.DaysAgo(62 - Tick, 39 - Tick, 16 - Tick)),
        ["cart-7d"] = (Carted(7 - Tick), Carted(7)),
        ["birthday-month"] = (Born("1990-06-30"), Born("1990-07-01")),
        ["bought-14d"] = (Orders.DaysAgo(14 - Tick), Orders.DaysAgo(14)),
        ["rfm-champions"] = (Rich(3), Orders.DaysAgo(300)),
        ["rfm-cannot-lose"] = (Orders.DaysAgo(305, 304, 303, 302), Orders.DaysAgo(1, 0.9, 0.8, 0.7)),
        ["rfm-hibernating"] = (Orders.DaysAgo(300), Orders.DaysAgo(400)),
    };

    public static TheoryData<string> All => [.. StandardSegments.All.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Just_inside_and_just_outside(string segmentId)
    {
        var (inside, outside) = s_shoppers[segmentId];
        Assert.True(IsIn(segmentId, inside));
        Assert.False(IsIn(segmentId, outside));
    }

    [Fact]
    public void Each_is_right_and_has_a_name()
    {
        Assert.Equal(s_shoppers.Keys.Order(StringComparer.Ordinal), StandardSegments.All.Keys);
        foreach (var definition in StandardSegments.All.Values)
        {
            var compiled = SegmentCompiler.Compile(new() { DisplayName = definition.DisplayName, Text = definition.Text }, definition.SegmentId, []);
            Assert.True(compiled.Violations.Count == 0, $"{definition.SegmentId}: {string.Join("; ", compiled.Violations)}");
            Assert.Null(SegmentIds.Check(definition.SegmentId));
            Assert.True(definition.Version >= 1);
        }
    }

    // Both ways of evaluating must say the same.
    static bool IsIn(string segmentId, Orders shopper)
    {
        var result = ConditionLanguage.Compile(StandardSegments.All[segmentId].Text, SegmentLanguage.Roots);
        var version = new SegmentVersion(1, segmentId, result.Condition!);
        // Of ten customers nine ordered once, from 100 to 20 days ago. The gaps of the shop are short: missed after 30 and 45 days.
        var customers = Enumerable.Range(2, 9).Select(number => Orders.DaysAgo(number * 10)).ToList();
        var cohort = Comparing_customers.Compare([.. customers, Rich(3)]);
        var plain = new PlainEvaluation([version], shopper.Log, Orders.Now, cohort).Holds(segmentId);

        var keys = SegmentSet.ClauseKeysOf(version.Condition);
        var set = new SegmentSet([version], keys.Select((key, place) => (key, place)).ToDictionary(pair => pair.key, pair => pair.place + 1));
        var (profile, state, changes) = (new Automation.Profiles.ProfileState(), new SegmentState(), new List<SegmentChange>());
        foreach (var logged in shopper.Log)
        {
            Automation.Profiles.ProfileFold.Apply(profile, logged);
            SegmentFold.Apply(set, state, profile.Profile, logged, changes, CustomerStanding.Judge(profile, cohort, 7));
        }
        SegmentFold.Elapse(set, state, profile.Profile, Orders.Now, changes);
        Assert.Equal(plain, state.MemberOf.Count > 0);
        return plain;
    }

    static Orders Rich(int orders)
    {
        var rich = new Orders();
        for (var order = 0; order < orders; order++)
            rich.Ordered($"o{order}", 3 - order, 500);
        return rich;
    }

    static Orders Consented(Channel channel, double daysAgo) => new Orders().Tell(daysAgo, new()
    {
        Identifiers = new() { Email = "ann@shop.example", Phone = "+441632960001" },
        ConsentChanged = new()
        {
            Channel = channel, State = ConsentState.Subscribed, Address = channel is Channel.Email ? "ann@shop.example" : "+441632960001",
        },
    });

    static Orders Viewed(double daysAgo) => new Orders().Tell(daysAgo, new() { ProductViewed = new() { Product = new() { ProductId = "p" } } });

    static Orders Carted(double daysAgo) =>
        new Orders().Tell(daysAgo, new() { ProductAdded = new() { CartId = "c", Product = new() { ProductId = "p", Quantity = 1 } } });

    static Orders Born(string day) => new Orders().Tell(40, new()
    {
        ShopperIdentified = new() { Traits = new Struct { Fields = { ["birthday"] = Value.ForString(day) } } },
    });
}
