using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.V1;
using Automation.EventLog.Following;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Admission;

public sealed class Admitting_an_event
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Identifiers_get_their_one_spelling()
    {
        var sent = Build.Event(new Identifiers { Email = "  Ada.Lovelace@Example.COM ", Phone = "+49 (170) 123-45.67", UserId = "U 1" });
        Assert.Null(EventAdmission.Admit(sent, "shop", false, "", Now, out var pending));
        Assert.Equal(
            new Identifiers { Email = "ada.lovelace@example.com", Phone = "+491701234567", UserId = "U 1" },
            Event.Parser.ParseFrom(pending!.Payload).Identifiers);
    }

    [Fact]
    public void An_absent_time_is_now_and_a_given_one_stays()
    {
        EventAdmission.Admit(Build.Event(), "shop", false, "", Now, out var absent);
        Assert.Equal(Now, absent!.Event.OccurTime.ToDateTimeOffset());

        var given = Now.AddDays(-3).ToTimestamp();
        EventAdmission.Admit(Build.Event(e => e.OccurTime = given), "shop", false, "", Now, out var past);
        Assert.Equal(given, past!.Event.OccurTime);
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(12, 0)]
    [InlineData(24 * 60, 0)]
    public void What_a_service_has_found_out_is_never_of_the_future(int minutesAhead, int expectedMinutes)
    {
        var said = Build.Event(e => e.OccurTime = Now.AddMinutes(minutesAhead).ToTimestamp());
        said.Identifiers = null;
        var derived = new DerivedEvent { ShopId = "shop", ShopperId = Guid.NewGuid().ToString(), Event = said };

        Assert.Null(EventAdmission.Admit(derived, Now, out var pending));
        Assert.Equal(Now.AddMinutes(expectedMinutes), Event.Parser.ParseFrom(pending!.Payload).OccurTime.ToDateTimeOffset());
    }

    [Fact]
    public void What_a_newer_sender_adds_is_kept()
    {
        var bytes = Build.Event().ToByteArray().Concat(new byte[] { 0x7a, 3, 1, 2, 3 }).ToArray();
        EventAdmission.Admit(Event.Parser.ParseFrom(bytes), "shop", false, "", Now, out var pending);
        Assert.Contains("7A03010203", Convert.ToHexString(pending!.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void The_subject_of_a_catalog_action_is_the_product()
    {
        EventAdmission.Admit(Build.ProductUpserted("shirt-9"), "shop", false, "", Now, out var pending);
        Assert.Equal(Partitions.Of("shop", "shirt-9"), pending!.ProductPartition);
    }

    [Fact]
    public void The_key_tells_shops_and_ids_apart()
    {
        Assert.Equal(EventKey.Of("shop", "1"), EventKey.Of("shop", "1"));
        Assert.Equal(4, new HashSet<Guid>
        {
            EventKey.Of("shop", "1"), EventKey.Of("shop", "2"), EventKey.Of("shop2", "1"), EventKey.Of("shop1", ""),
        }.Count);
        // The first 16 bytes of what `printf 'shop\0001' | sha256sum` prints: a stored key is never computed otherwise.
        Assert.Equal(Guid.Parse("c0b7a68f-fdeb-a506-077b-f5a3d984a824"), EventKey.Of("shop", "1"));
    }

    public static TheoryData<string, string, string> DerivedBreaches => new()
    {
        { "no shop", "FIELD_REQUIRED", "shop_id" },
        { "no event", "FIELD_REQUIRED", "event" },
        { "17 deep", "DERIVED_TOO_DEEP", "depth" },
        { "negative depth", "FIELD_INVALID", "depth" },
        { "identifiers", "FIELD_INVALID", "identifiers" },
        { "no shopper", "FIELD_REQUIRED", "shopper_id" },
        { "a shopper that is no UUID", "FIELD_INVALID", "shopper_id" },
        { "a shopper of a product", "FIELD_INVALID", "shopper_id" },
        { "a bad event", "FIELD_INVALID", "custom.name" },
    };

    [Theory]
    [MemberData(nameof(DerivedBreaches))]
    public void A_derived_event_is_refused_for(string what, string reason, string field)
    {
        var derived = Derived();
        switch (what)
        {
            case "no shop": derived.ShopId = ""; break;
            case "no event": derived.Event = null; break;
            case "17 deep": derived.Depth = 17; break;
            case "negative depth": derived.Depth = -1; break;
            case "identifiers": derived.Event.Identifiers = Build.Identifiers(); break;
            case "no shopper": derived.ShopperId = ""; break;
            case "a shopper that is no UUID": derived.ShopperId = "ada"; break;
            case "a shopper of a product": derived.Event = Build.ProductUpserted(); break;
            default: derived.Event.Custom.Name = "Quiz"; break;
        }
        var violation = EventAdmission.Admit(derived, Now, out _);
        Assert.Equal((reason, field), (violation!.Value.Reason, violation.Value.Field));
    }

    [Fact]
    public void A_derived_event_keeps_depth_and_trace_and_a_broken_trace_costs_nothing()
    {
        var derived = Derived();
        (derived.Depth, derived.Traceparent) = (16, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Assert.Null(EventAdmission.Admit(derived, Now, out var pending));
        Assert.Equal((16, derived.Traceparent, (Guid?)Guid.Parse(derived.ShopperId)), (pending!.Depth, pending.Traceparent, pending.GivenShopperId));

        derived.Traceparent = "nonsense";
        Assert.Null(EventAdmission.Admit(derived, Now, out pending));
        Assert.Equal("", pending!.Traceparent);
    }

    static DerivedEvent Derived()
    {
        var custom = Build.Custom();
        custom.Identifiers = null;
        return new DerivedEvent { ShopId = "shop", ShopperId = Guid.NewGuid().ToString(), Depth = 1, Event = custom };
    }
}
