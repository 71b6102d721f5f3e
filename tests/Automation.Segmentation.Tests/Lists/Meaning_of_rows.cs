using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.Imports;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.Segmentation.Tests.Lists;

public class Meaning_of_rows
{
    static readonly DateTimeOffset s_created = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    static readonly Guid s_import = Guid.Parse("0193a000-0000-7000-8000-000000000009");
    static readonly RowEvents s_events = new(s_import, "fair", s_created);

    [Fact]
    public void Columns_are_found_by_their_headers_or_by_the_names_of_fields()
    {
        var mapped = new CsvSource
        {
            Columns =
            {
                new ImportColumn { Header = " e-mail ", Field = "email" },
                new ImportColumn { Header = "Points", Field = "traits.points", Type = ImportColumnType.Number },
                new ImportColumn { Header = "VIP", Field = "traits.vip", Type = ImportColumnType.Boolean },
            },
        };
        var plan = ColumnPlan.Of(["E-Mail", "points", "vip", "Notes"], mapped, out var violations);
        Assert.Empty(violations);
        Assert.Equal(["Notes"], plan.Ignored);
        var row = plan.Read(2, ["a@x.de", " 12.5 ", "yes", "whatever"]).Row!;
        Assert.Equal(("a@x.de", 12.5, true), (row.Identifiers.Email, row.Traits.Fields["points"].NumberValue, row.Traits.Fields["vip"].BoolValue));

        var named = ColumnPlan.Of(["Email", "traits.city", "other"], new(), out _);
        Assert.Equal("Berlin", named.Read(2, ["a@x.de", "Berlin", ""]).Row!.Traits.Fields["city"].StringValue);
        Assert.Empty(named.Read(3, ["a@x.de", "", ""]).Row!.Traits.Fields);
    }

    [Theory]
    [InlineData("a,b", "columns", "name no shopper")]
    [InlineData("email,EMAIL", "columns[0].header", "stands twice")]
    public void A_file_whose_headers_do_not_fit_is_refused_as_a_whole(string headers, string field, string remedy)
    {
        ColumnPlan.Of(headers.Split(','), new(), out var violations);
        var violation = Assert.Single(violations);
        Assert.Equal(field, violation.Field);
        Assert.Contains(remedy, violation.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@x.de,1", RowReasons.RowColumns, "")]
    [InlineData("a@x.de,1,no,more", RowReasons.RowColumns, "")]
    [InlineData(",1,no", RowReasons.IdentifierMissing, "")]
    [InlineData("a@x.de,many,no", RowReasons.ValueUnreadable, "traits.points")]
    [InlineData("a@x.de,1,perhaps", RowReasons.ValueUnreadable, "consent.email")]
    public void A_row_is_refused_with_its_reason(string row, string reason, string field)
    {
        var csv = new CsvSource
        {
            Columns =
            {
                new ImportColumn { Header = "email", Field = "email" },
                new ImportColumn { Header = "traits.points", Field = "traits.points", Type = ImportColumnType.Number },
                new ImportColumn { Header = "consent.email", Field = "consent.email" },
            },
        };
        var plan = ColumnPlan.Of(["email", "traits.points", "consent.email"], csv, out _);
        var problem = plan.Read(7, row.Split(',')).Problem!.Value;
        Assert.Equal((reason, field), (problem.Reason, problem.Field));
        // Whoever declines does so, whatever else the row says.
        if (row.EndsWith("many,no", StringComparison.Ordinal))
            Assert.Single(s_events.Declining(plan.Read(7, row.Split(',')).Row!));
    }

    [Fact]
    public void Nobody_agrees_without_source_time_and_wording()
    {
        string[] headers = ["email", "consent.email", "consent.source", "consent.time", "consent.wording"];
        string[] values = ["a@x.de", "yes", "fair in York", "2026-02-01T10:00:00Z", "Yes, write to me."];
        var plan = ColumnPlan.Of(headers, new(), out _);
        var proven = plan.Read(2, values).Row!;
        var said = Assert.Single(s_events.Bringing(proven), made => made.ConsentChanged is not null);
        Assert.Equal(
            new ConsentChanged { Channel = Channel.Email, State = ConsentState.Subscribed, Source = "fair in York", Wording = "Yes, write to me." }, said.ConsentChanged);
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero), said.OccurTime.ToDateTimeOffset());
        for (var missing = 2; missing < headers.Length; missing++)
        {
            var row = plan.Read(2, [.. values.Select((value, place) => place == missing ? "" : value)]).Row!;
            Assert.True(row is { Agrees: true, IsProven: false });
            Assert.DoesNotContain(s_events.Bringing(row), made => made.ConsentChanged is not null);
        }
    }

    [Fact]
    public void Declining_needs_no_proof_and_suppressed_outweighs_agreed()
    {
        var plan = ColumnPlan.Of(["email", "phone", "consent.email", "consent.time", "consent.source", "consent.wording", "suppressed"], new(), out _);
        var declined = Assert.Single(s_events.Declining(plan.Read(2, ["a@x.de", "", "no", "", "", "", ""]).Row!));
        Assert.Equal((ConsentState.Unsubscribed, s_created), (declined.ConsentChanged.State, declined.OccurTime.ToDateTimeOffset()));
        // A time that nobody would take must not cost the withdrawal.
        Assert.Equal(s_created, Assert.Single(s_events.Declining(plan.Read(2, ["a@x.de", "", "no", "2030-01-01", "", "", ""]).Row!)).OccurTime.ToDateTimeOffset());

        string[] proven = ["a@x.de", "+4917012345678", "yes", "2026-01-01", "form", "Yes.", ""];
        Assert.Single(s_events.Bringing(plan.Read(3, proven).Row!), made => made.ConsentChanged is not null);
        var suppressed = plan.Read(3, [.. proven[..^1], "yes"]).Row!;
        Assert.Equal([Channel.Email, Channel.Sms], s_events.Declining(suppressed).Select(made => made.ConsentChanged.Channel));
        Assert.DoesNotContain(s_events.Bringing(suppressed), made => made.ConsentChanged is not null);
        Assert.Empty(s_events.Declining(plan.Read(4, ["a@x.de", "", "", "", "", "", "no"]).Row!));
    }

    [Fact]
    public void Everything_is_history_under_ids_of_its_own()
    {
        var plan = ColumnPlan.Of(["email", "phone", "consent.email", "consent.sms", "consent.source", "consent.time", "consent.wording", "traits.city"], new(), out _);
        var both = plan.Read(5, ["a@x.de", "+4917012345678", "yes", "no", "form", "2026-01-01", "Yes.", "Berlin"]).Row!;
        var events = s_events.Declining(both).Concat(s_events.Bringing(both)).ToList();
        Assert.All(events, made => Assert.True(made.History && made.OccurTime is not null && made.Identifiers.Email == "a@x.de"));
        Assert.Equal(4, events.Select(made => made.EventId).Distinct().Count());
        Assert.Equal(events.Select(made => made.EventId), s_events.Declining(both).Concat(s_events.Bringing(both)).Select(made => made.EventId));
        Assert.Equal("fair", Assert.Single(events, made => made.ListChanged is not null).ListChanged.ListId);
        Assert.Equal(
            [Event.ActionOneofCase.ShopperIdentified],
            new RowEvents(s_import, "", s_created).Bringing(plan.Read(6, ["a@x.de", "", "", "", "", "", "", ""]).Row!).Select(made => made.ActionCase));
    }

    [Fact]
    public void Each_shopper_is_reachable_never_asked_opted_out_suppressed_or_without_address()
    {
        var reach = Reachability.None().ToList();
        foreach (var (state, source) in ((ConsentState, string)[])
        [
            (ConsentState.Subscribed, "form"), (ConsentState.Unsubscribed, "form"), (ConsentState.Unsubscribed, "suppression list, import 1"), (default, ""),
        ])
            Reachability.Count(reach, Somebody(state, source));
        var refused = Somebody(ConsentState.Subscribed, "form");
        ProfileFold.Apply(refused, Logged(2, new Event
        {
            MessageSettled = new() { Channel = Channel.Email, Outcome = MessageOutcome.Failed, Reason = "RECIPIENT_REFUSED" },
        }));
        Reachability.Count(reach, refused);

        Assert.Equal(
            new ImportReach { Channel = Channel.Email, ReachableCount = 1, NeverAskedCount = 1, OptedOutCount = 1, SuppressedCount = 2 }, reach[0]);
        Assert.Equal(new ImportReach { Channel = Channel.Sms, NoAddressCount = 5 }, reach[1]);
    }

    static ProfileState Somebody(ConsentState said, string source)
    {
        var state = new ProfileState();
        var happened = new Event { Identifiers = new() { Email = "a@x.de" } };
        if (said is default(ConsentState))
            happened.ShopperIdentified = new();
        else
            happened.ConsentChanged = new() { Channel = Channel.Email, State = said, Source = source };
        ProfileFold.Apply(state, Logged(1, happened));
        return state;
    }

    static LoggedEvent Logged(long sequence, Event happened) => new()
    {
        Partition = 1, Sequence = sequence, ShopId = "shop", ShopperId = "0193a000-0000-7000-8000-000000000001", LogTime = s_created.ToTimestamp(), Event = happened,
    };
}
