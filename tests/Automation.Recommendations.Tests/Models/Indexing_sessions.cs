using Automation.Recommendations.Models.Sessions;
using Xunit;

namespace Automation.Recommendations.Tests.Models;

public sealed class Indexing_sessions
{
    /// <summary>Sessions that grow side by side, more of them than there is room for, against plain lists.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_index_is_what_lists_of_the_latest_sessions_say(int seed)
    {
        const int maxSessions = 37, maxSampled = 7, maxItems = 5;
        var random = new Random(seed);
        var index = new SessionIndex(maxSessions, maxSampled, maxItems);
        var lists = new List<(int Session, List<string> Items)>();
        for (var step = 0; step < 3_000; step++)
        {
            if (lists.Count == 0 || random.Next(4) == 0)
            {
                var begun = index.Begin(step, out var dropped);
                Assert.Equal(lists.Count == maxSessions ? lists[0].Session : null, dropped?.Session);
                if (dropped is not null)
                    lists.RemoveAt(0);
                lists.Add((begun, []));
            }
            var (session, items) = lists[Math.Max(0, lists.Count - 1 - random.Next(5))];
            var name = $"i{random.Next(step < 1_500 ? 20 : 9)}";
            index.Add(session, name);
            items.Remove(name);
            items.Add(name);
            if (items.Count > maxItems)
                items.RemoveAt(0);
        }
        Assert.Equal(lists.Count, index.SessionCount);
        Assert.Equal(lists.Sum(list => list.Items.Count), index.Size);
        foreach (var (session, items) in lists)
        {
            Assert.True(index.Has(session));
            Assert.Equal(items, index.ItemsOf(session).ToArray().Select(index.NameOf));
        }
        for (var number = 0; number < 20; number++)
        {
            var name = $"i{number}";
            var having = lists.Where(list => list.Items.Contains(name)).Select(list => list.Session).ToList();
            var item = index.Find(name);
            Assert.Equal(having.Count > 0, item >= 0);
            if (item < 0)
                continue;
            Assert.Equal(having.Count, index.CountOf(item));
            // Of the latest no more than were there at once: what goes from a full list leaves a gap.
            Assert.Subset(having.ToHashSet(), index.SampledOf(item).ToArray().ToHashSet());
            Assert.Equal(index.SampledOf(item).ToArray().Order(), index.SampledOf(item).ToArray());
            Assert.InRange(index.SampledOf(item).Length, Math.Min(having.Count, 1), maxSampled);
        }
        Assert.False(index.Has(lists[0].Session - 1));
        Assert.False(index.Has(lists[^1].Session + 1));
    }

    [Fact]
    public void Items_that_are_in_no_session_any_more_take_no_place()
    {
        var index = new SessionIndex(10, 10, 10);
        for (var step = 0; step < 10_000; step++)
            index.Add(index.Begin(step, out _), $"i{step}");
        Assert.InRange(index.ItemPlaces, 10, 11);
        Assert.Equal(10, index.Size);
    }
}
