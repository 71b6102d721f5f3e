using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using FsCheck;
using FsCheck.Fluent;

namespace Automation.Ingestion.Tests.Appending;

public sealed class Placing_control_records
{
    /// <summary>Any events of few people on few addresses and carts, cut into commits anywhere: the same log, without gaps.</summary>
    [Fact]
    public void Commits_do_not_matter_and_sequences_have_no_gaps()
    {
        var makers = Gen.Choose(0, 6).SelectMany(sort => Gen.Choose(0, 3).SelectMany(user => Gen.Choose(0, 3).SelectMany(email =>
            Gen.Choose(1, 2).Select(device => (sort, user, email, device)))));
        var caused = 0;
        Prop.ForAll(makers.ListOf(40).ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (list, cut) =>
        {
            var events = list.Select((one, i) => Make(one.sort, $"{i}", new Identifiers
            {
                UserId = one.user > 0 ? $"u{one.user}" : "", AnonymousId = $"d{one.device}",
                Email = one.email > 0 ? $"m{one.email}@shop.example.com" : "",
            })).ToArray();
            var (whole, parts) = (new LogModel(), new LogModel());
            whole.Append(events);
            parts.Append(events[..cut]);
            parts.Append(events[cut..]);
            // The same once more changes nothing.
            parts.Append(events);

            Assert.Equal(whole.Rows, parts.Rows);
            caused += whole.Rows.Count(row => row.Control is not null);
            foreach (var partition in whole.Rows.GroupBy(row => row.Partition))
                Assert.Equal(Enumerable.Range(1, partition.Count()).Select(n => (long)n), partition.Select(row => row.Sequence));
        }).QuickCheckThrowOnFailure();
        Assert.True(caused > 100, $"Only {caused} control records were caused.");
    }

    static PendingEvent Make(int sort, string id, Identifiers who) => sort switch
    {
        0 => Pend.Seen(who),
        1 => Pend.Cart(who, "c1", id: id),
        2 => Pend.Cart(who, "c2", id: id),
        3 => Pend.Order(who, "c1", id),
        4 => Pend.Order(who, "", id),
        5 => Pend.Consent(who, ConsentState.Subscribed, id: id),
        _ => Pend.Consent(who, ConsentState.Unsubscribed, id: id),
    };
}
