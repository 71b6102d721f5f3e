using Google.Protobuf;

namespace Automation.Segments.Tests;

/// <summary>What is kept of a shopper as bytes, of which only those clauses are read that somebody looks at.</summary>
public class Storing_a_state
{
    static readonly DateTimeOffset s_start = new(2026, 5, 13, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Is_what_the_message_says_byte_for_byte()
    {
        var bytes = Folded(40).State.ToByteArray();

        Assert.Equal(StoredState.Parser.ParseFrom(bytes).ToByteArray(), bytes);
        Assert.Equal(bytes, SegmentState.Open(bytes).ToByteArray());
        Assert.Equal(bytes, SegmentState.Parse(bytes).ToByteArray());
    }

    [Fact]
    public void Writes_what_was_looked_at_as_it_is_now()
    {
        var story = Folded(40);
        var opened = SegmentState.Open(story.State.ToByteArray());
        var looked = opened.Clauses.First(clause => clause.Window is not null);
        looked.Window.Times.Add(looked.Window.Times[^1]);

        var stored = StoredState.Parser.ParseFrom(opened.ToByteArray());

        Assert.Contains(looked, stored.Clauses);
        Assert.Equal(opened.Clauses, stored.Clauses);
    }

    [Fact]
    public void Copies_share_nothing()
    {
        var opened = SegmentState.Open(Folded(40).State.ToByteArray());
        opened.Clauses.First(clause => clause.Window is not null).Window.Times.Add(0);
        var before = opened.ToByteArray();

        var copy = opened.Clone();
        copy.Clauses.First(clause => clause.Window is not null).Window.Times.Clear();
        copy.MemberOf.Clear();

        Assert.Equal(before, opened.ToByteArray());
        Assert.NotEqual(before, copy.ToByteArray());
    }

    [Fact]
    public void Keeps_what_a_later_build_wrote()
    {
        var stored = StoredState.Parser.ParseFrom(Folded(3).State.ToByteArray()).ToByteArray();
        byte[] later = [.. stored, 0xF8, 0x01, 0x07];

        Assert.Equal(later, SegmentState.Open(later).ToByteArray());
        Assert.Equal(later, SegmentState.Parse(later).ToByteArray());
    }

    [Fact]
    public void Finds_damage_wherever_it_is_before_anything_is_looked_at()
    {
        var bytes = Folded(3).State.ToByteArray();
        // All of the first clause but its number: tags that are none.
        bytes.AsSpan(2 + 1 + CodedOutputStream.ComputeInt32Size(SegmentState.Open(bytes).Clauses.First().Number), 12).Fill(0xFF);

        Assert.ThrowsAny<InvalidProtocolBufferException>(() => SegmentState.Parse(bytes));
    }

    [Fact]
    public void Costs_little_where_an_event_is_about_none_of_a_hundred_clauses()
    {
        var story = new ShopperStory([.. Enumerable.Range(0, 100).Select(place => ($"s{place}", $"events(\"product_viewed\").in_last(\"{30 + place}d\").count() > 3"))]);
        for (var turn = 1; turn <= 20; turn++)
            story.Fold(Build.View(turn, s_start.AddMinutes(turn)));
        var bytes = story.State.ToByteArray();
        SegmentState.Open(bytes).ToByteArray();
        var before = GC.GetAllocatedBytesForCurrentThread();

        SegmentState.Open(bytes).ToByteArray();

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < bytes.Length + 100 * 24 + 800, $"{allocated} bytes for a state of {bytes.Length}");
    }

    static ShopperStory Folded(int events)
    {
        var story = new ShopperStory(
            ("many", "events(\"product_viewed\").in_last(\"30d\").count() > 2"),
            ("kinds", "events(\"product_viewed\").distinct(e, e.product.product_id) > 2"),
            ("new", "events(\"product_viewed\").first().in_last(\"1d\")"),
            ("buyers", "events(\"order_completed\").count() > 0"));
        for (var turn = 1; turn <= events; turn++)
            story.Fold(Build.View(turn, s_start.AddMinutes(turn), product: $"p{turn % 5}"));
        return story;
    }
}
