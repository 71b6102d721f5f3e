using Automation.Benchmarks.Recommendations;
using Automation.Recommendations.Models.NextItem;
using Automation.Recommendations.Models.Sessions;
using Xunit;

namespace Automation.Recommendations.Tests.Models;

public sealed class Predicting_next_items
{
    const string Train = "serenade-example/train.txt.gz";

    /// <summary>Published for VMIS-kNN: 0.3397 and 0.6617, current item never recommended.</summary>
    [SharedDataFact(Train)]
    public void Published_quality_is_reached_on_the_held_out_days()
    {
        var index = IndexedSessions.Build(SessionFile.Read(SharedData.Find(Train)!), maxSampled: 1_502);
        var test = SessionFile.Read(SharedData.Find("serenade-example/test.txt.gz")!);
        var published = NextItemProtocol.Evaluate(test, new IndexedSessions(index, NextItemParameters.Published).Names);
        Assert.Equal(931, published.Predictions);
        Assert.True(published is { Mrr: >= 0.336, HitRate: >= 0.661 }, $"{published}");

        var valid = SessionFile.Read(SharedData.Find("serenade-example/valid.txt.gz")!);
        var before = NextItemProtocol.Evaluate(valid, new IndexedSessions(index, NextItemParameters.Published).Names);
        var tuned = NextItemProtocol.Evaluate(valid, new IndexedSessions(index, NextItemParameters.Tuned).Names);
        Assert.True(tuned.Mrr > before.Mrr + 0.005, $"{tuned} {before}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_index_answers_what_comparing_every_session_answers(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var sessions = AnySessions(random, random.Next(1, 80));
            var (sampled, neighbours) = (random.Next(1, 40), random.Next(1, 30));
            var index = new SessionIndex(1_000, sampled, 50);
            foreach (var session in sessions)
                Add(index, session);
            var parameters = new NextItemParameters { Sampled = sampled, Neighbours = neighbours };
            var indexed = new IndexedSessions(index, parameters);
            var plain = new PlainSessionKnn(sessions, sampled, neighbours, parameters.Items);
            for (var asked = 0; asked < 10; asked++)
            {
                var before = Enumerable.Range(0, random.Next(1, 7)).Select(_ => $"{random.Next(14)}").ToList();
                var expected = plain.Predict(before, NextItemProtocol.Answered);
                var answered = indexed.Predict(before).ToArray();
                Assert.Equal(expected.Select(one => one.Item), answered.Select(one => index.NameOf(one.Item)));
                Assert.All(expected.Zip(answered), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 9));
            }
        }
    }

    [Fact]
    public void A_visit_is_no_neighbour_of_itself()
    {
        var index = new SessionIndex(10, 10, 10);
        Add(index, ["a", "b"]);
        var own = Add(index, ["a", "c"]);
        Add(index, ["d", "e"]);
        int[] visit = [index.Find("c"), index.Find("a")];
        var best = new Recommendations.Models.ScoredItem[5];
        var count = new NextItemModel(NextItemParameters.Published).Predict(index, visit, own, best);
        Assert.Equal(["b"], best.Take(count).Select(one => index.NameOf(one.Item)));
    }

    [Fact]
    public void What_nobody_had_or_is_unknown_brings_nothing()
    {
        var model = new NextItemModel(NextItemParameters.Tuned);
        var index = new SessionIndex(10, 10, 10);
        var best = new Recommendations.Models.ScoredItem[5];
        Assert.Equal(0, model.Predict(index, [], null, best));
        Assert.Equal(0, model.Predict(index, [-1, -1], null, best));
        Add(index, ["a"]);
        Assert.Equal(0, model.Predict(index, [index.Find("a")], null, best));
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        var random = new Random(5);
        var index = new SessionIndex(5_000, 500, 50);
        foreach (var session in AnySessions(random, 3_000))
            Add(index, session);
        var model = new NextItemModel(NextItemParameters.Tuned);
        var best = new Recommendations.Models.ScoredItem[20];
        int[] visit = [1, 2, 3];
        model.Predict(index, visit, null, best);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 100; time++)
            model.Predict(index, visit, null, best);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    static List<List<string>> AnySessions(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(1, 8)).Select(_ => $"{random.Next(12)}").ToList())];

    static int Add(SessionIndex index, IEnumerable<string> items)
    {
        var session = index.Begin(index.SessionCount, out _);
        foreach (var item in items)
            index.Add(session, item);
        return session;
    }
}
