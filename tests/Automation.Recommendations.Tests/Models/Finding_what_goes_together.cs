using Automation.Recommendations.Models;
using Automation.Recommendations.Models.Sessions;
using Automation.Recommendations.Models.Together;
using Xunit;

namespace Automation.Recommendations.Tests.Models;

public sealed class Finding_what_goes_together
{
    [Fact]
    public void One_shopper_pairs_nothing_however_often()
    {
        var index = new SessionIndex(200, 100, 10);
        for (var time = 0; time < 60; time++)
            Add(index, 1, "tea", "scam");
        Add(index, 2, "tea", "mug");
        Add(index, 3, "tea", "mug");
        Assert.Equal(["mug"], Relate(index, ["tea"]).Select(one => one.Name));
        Add(index, 4, "tea", "scam");
        var scam = Relate(index, ["tea"]).Single(one => one.Name == "scam");
        // Two shoppers had both, four had tea, and it was in 61 sessions.
        Assert.Equal(2 / Math.Sqrt(4d * 61), scam.Score, 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pairs_are_what_counting_every_basket_says(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 30; round++)
        {
            var baskets = Enumerable.Range(0, random.Next(1, 60)).Select(_ => (
                Owner: random.Next(12), Items: Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"i{random.Next(9)}").ToHashSet())).ToList();
            var index = new SessionIndex(100, 100, 10);
            foreach (var (owner, items) in baskets)
                Add(index, owner, [.. items]);
            var anchors = new[] { $"i{random.Next(9)}", $"i{random.Next(9)}", "unknown" };
            var expected = new Dictionary<string, double>();
            foreach (var anchor in anchors.Distinct())
            {
                var having = baskets.Where(basket => basket.Items.Contains(anchor)).ToList();
                foreach (var item in having.SelectMany(basket => basket.Items).Distinct().Except(anchors))
                {
                    var both = having.Where(basket => basket.Items.Contains(item)).DistinctBy(basket => basket.Owner).Count();
                    if (both >= 2)
                    {
                        expected[item] = expected.GetValueOrDefault(item) + (both / Math.Sqrt(
                            (double)having.DistinctBy(basket => basket.Owner).Count() * baskets.Count(basket => basket.Items.Contains(item))));
                    }
                }
            }
            var answered = Relate(index, anchors);
            Assert.Equal(expected.Keys.Order(), answered.Select(one => one.Name).Order());
            Assert.All(answered, one => Assert.Equal(expected[one.Name], one.Score, 12));
            Assert.Equal(answered.OrderByDescending(one => one.Score).ThenBy(one => one.Name, StringComparer.Ordinal), answered);
        }
    }

    static List<(string Name, double Score)> Relate(SessionIndex index, string[] anchors)
    {
        var best = new ScoredItem[20];
        var count = new TogetherModel(sampled: 100, minSupport: 2).Relate(index, Array.ConvertAll(anchors, index.Find), best);
        return [.. best.Take(count).Select(one => (index.NameOf(one.Item), one.Score))];
    }

    static void Add(SessionIndex index, long owner, params string[] items)
    {
        var session = index.Begin(owner, out _);
        foreach (var item in items)
            index.Add(session, item);
    }
}
