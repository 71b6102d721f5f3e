using System.Diagnostics;
using Automation.Benchmarks.Measuring;
using Automation.Recommendations.Models.NextItem;
using Automation.Recommendations.Models.Sessions;
using Automation.Testing;

namespace Automation.Benchmarks.Recommendations;

/// <param name="DataSet">The folder of the files.</param>
/// <param name="Mode"><c>excl</c>: the item that is looked at is never answered; <c>incl</c>: it may be. Figures of one are not to be compared with the other's.</param>
/// <param name="Clicks">Of the training sessions.</param>
/// <param name="Published">Parameters as published: quality on the held-out last day.</param>
/// <param name="Tuned">The service's own parameters, chosen on the day before it.</param>
/// <param name="Plain">Session kNN that compares every session, with the published parameters.</param>
/// <param name="TimesPlain">Predictions a second of the index by those of the plain one, in the same run.</param>
/// <param name="ReferenceRatio">p90 by the 11.9 µs that a Rust transcription took where the CPU loop made 606 million turns a second.</param>
/// <param name="AnswersDiffer">Predictions in which the index and the plain one answered another list; 0, or something is wrong.</param>
/// <param name="Restart">What a process that starts takes to know all again, from PostgreSQL.</param>
/// <param name="Growth">From the real sessions, drawn anew until there are so many clicks.</param>
sealed record RecommendationResult(
    string Scenario, string DataSet, string Mode, int Clicks, int Sessions, int Items, ModelFigures Published, ModelFigures Tuned, PlainFigures Plain, double TimesPlain,
    double ReferenceRatio, int AnswersDiffer, double BuildMs, double UpdateMicroseconds, RestartFigures Restart, IReadOnlyList<GrowthFigures> Growth,
    IReadOnlyList<YardstickReading> Yardstick, bool YardstickMoved);

/// <param name="MrrValid">MRR@20 on the day on which parameters are chosen.</param>
/// <param name="MrrTest">On the last day.</param>
/// <param name="BytesPerPrediction">Allocated.</param>
sealed record ModelFigures(
    double MrrValid, double HrValid, double MrrTest, double HrTest, double RecallTest, double PrecisionTest, double PredictionsPerSecond,
    double P50Us, double P90Us, double P99Us, double BytesPerPrediction);

sealed record PlainFigures(double MrrTest, double HrTest, double PredictionsPerSecond);

sealed record GrowthFigures(int Clicks, int Sessions, double BuildMs, double P50Us, double P90Us, double P99Us, double MegabytesPerMillionClicks);

/// <summary>
/// Next items by the protocol of the published tables: train, choose on the day before the last, and tell on the last day. On
/// serenade-example, or with <c>--folder</c> on files <c>train</c>, <c>valid</c> and <c>test</c> (<c>.txt</c> or <c>.txt.gz</c>) of
/// the same format; with <c>--incl 1</c> the item that is looked at may be answered.
/// </summary>
static class RecommendationScenario
{
    const string Example = "serenade-example";
    const double ReferenceP90Us = 11.9;
    const double ReferenceMegaturns = 606;
    static readonly TimeSpan s_measured = TimeSpan.FromSeconds(3);

    public static async Task<RecommendationResult> RunAsync(BenchOptions options)
    {
        var folder = options.Text("folder") ?? ExampleFolder();
        var mayRepeat = options.Number("incl") is 1;
        var asPublished = NextItemParameters.Published with { MayRepeat = mayRepeat };
        var yardstick = Yardstick.OfCpu();
        await yardstick.ReadAsync();
        var (train, valid, test) = (Read(folder, "train"), Read(folder, "valid"), Read(folder, "test"));
        IndexedSessions.Build(train, ShopSessions.MaxSampled);
        var began = Stopwatch.GetTimestamp();
        var index = IndexedSessions.Build(train, ShopSessions.MaxSampled);
        var buildMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Output.Progress($"recommendations: {index.SessionCount} sessions, {index.Size} items in them");

        var published = Measure(index, asPublished, valid, test);
        var tuned = Measure(index, NextItemParameters.Tuned with { MayRepeat = mayRepeat }, valid, test);
        await yardstick.ReadAsync();
        var (plain, differ) = MeasurePlain(train, test, index, asPublished);
        var growth = new List<GrowthFigures>();
        for (var clicks = 100_000; clicks <= (options.Number("clicks") ?? 3_000_000); clicks *= 10)
            growth.Add(Grow(train, test, clicks));
        await yardstick.ReadAsync();
        var restart = await RestartMeasure.RunAsync(train);
        var megaturns = yardstick.Readings.Average(reading => reading.CpuMegaturnsPerSecond);
        return new(
            "recommendations", Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), mayRepeat ? "incl" : "excl", train.Sum(session => session.Items.Count), index.SessionCount, index.ItemPlaces, published, tuned, plain,
            Math.Round(published.PredictionsPerSecond / plain.PredictionsPerSecond),
            Math.Round(published.P90Us * megaturns / (ReferenceP90Us * ReferenceMegaturns), 2), differ, Math.Round(buildMs, 1),
            Update(train), restart, growth, yardstick.Readings, yardstick.HasMoved);
    }

    static ModelFigures Measure(SessionIndex index, NextItemParameters parameters, List<FileSession> valid, List<FileSession> test)
    {
        var sessions = new IndexedSessions(index, parameters);
        var (chosen, held) = (NextItemProtocol.Evaluate(valid, sessions.Names), NextItemProtocol.Evaluate(test, sessions.Names));
        var (perSecond, latencies, bytes) = Speed(sessions, VisitsOf(test));
        return new(
            Round(chosen.Mrr), Round(chosen.HitRate), Round(held.Mrr), Round(held.HitRate), Round(held.Recall), Round(held.Precision),
            Math.Round(perSecond), latencies[0], latencies[1], latencies[2], bytes);
    }

    static (double PerSecond, double[] Microseconds, double Bytes) Speed(IndexedSessions sessions, List<List<string>> visits)
    {
        for (var warm = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(warm) < s_measured / 3;)
        {
            foreach (var visit in visits)
                sessions.Predict(visit);
        }
        var times = new List<double>(4_000_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < s_measured && times.Count < times.Capacity - visits.Count)
        {
            foreach (var visit in visits)
            {
                var one = Stopwatch.GetTimestamp();
                sessions.Predict(visit);
                times.Add(Stopwatch.GetElapsedTime(one).TotalMicroseconds);
            }
        }
        var taken = Stopwatch.GetElapsedTime(began);
        var bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / times.Count;
        var perSecond = times.Count / taken.TotalSeconds;
        times.Sort();
        return (perSecond, [At(0.5), At(0.9), At(0.99)], Math.Round(bytes, 2));

        double At(double part) => Math.Round(times[(int)(part * (times.Count - 1))], 1);
    }

    static (PlainFigures Figures, int Differ) MeasurePlain(List<FileSession> train, List<FileSession> test, SessionIndex index, NextItemParameters parameters)
    {
        var plain = new PlainSessionKnn([.. train.Select(session => session.Items)], parameters.Sampled, parameters.Neighbours, parameters.Items)
        {
            MayRepeat = parameters.MayRepeat,
        };
        var indexed = new IndexedSessions(index, parameters);
        var (differ, taken, count) = (0, TimeSpan.Zero, 0);
        var quality = NextItemProtocol.Evaluate(test, before =>
        {
            var one = Stopwatch.GetTimestamp();
            var answered = plain.Predict(before, NextItemProtocol.Answered);
            taken += Stopwatch.GetElapsedTime(one);
            count++;
            List<string> names = [.. answered.Select(item => item.Item)];
            if (!names.SequenceEqual(indexed.Names(before)))
                differ++;
            return names;
        });
        return (new(Round(quality.Mrr), Round(quality.HitRate), Math.Round(count / taken.TotalSeconds, 1)), differ);
    }

    // The real sessions in a drawn order, each as often as it takes: popular items stay popular and sessions stay long.
    static GrowthFigures Grow(List<FileSession> train, List<FileSession> test, int clicks)
    {
        var random = new Random(20_261_129);
        var sessions = new List<FileSession>();
        for (var drawn = 0; drawn < clicks; drawn += sessions[^1].Items.Count)
            sessions.Add(train[random.Next(train.Count)]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var began = Stopwatch.GetTimestamp();
        var index = IndexedSessions.Build(sessions, ShopSessions.MaxSampled);
        var buildMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        var (_, latencies, _) = Speed(new IndexedSessions(index, NextItemParameters.Published), VisitsOf(test));
        return new(
            clicks, index.SessionCount, Math.Round(buildMs), latencies[0], latencies[1], latencies[2], Math.Round(megabytes * 1e6 / clicks, 1));
    }

    // A click into an index that is full: it begins a visit, which drops the oldest one, or goes on with one.
    static double Update(List<FileSession> train)
    {
        var index = new SessionIndex(train.Count / 2, ShopSessions.MaxSampled, 50);
        long began = 0;
        var clicks = 0;
        for (var owner = 0; owner < train.Count; owner++)
        {
            if (owner == train.Count / 2)
                began = Stopwatch.GetTimestamp();
            var session = index.Begin(owner, out _);
            foreach (var item in train[owner].Items)
                index.Add(session, item);
            clicks += began == 0 ? 0 : train[owner].Items.Count;
        }
        return Math.Round(Stopwatch.GetElapsedTime(began).TotalMicroseconds / clicks, 2);
    }

    static List<List<string>> VisitsOf(List<FileSession> sessions) =>
    [
        .. sessions.SelectMany(session => Enumerable.Range(1, Math.Max(0, session.Items.Count - 1)).Select(place => session.Items.Take(place).ToList())),
    ];

    static double Round(double value) => Math.Round(value, 4);

    static List<FileSession> Read(string folder, string name)
    {
        var plain = Path.Combine(folder, $"{name}.txt");
        return SessionFile.Read(File.Exists(plain) ? plain : $"{plain}.gz");
    }

    static string ExampleFolder()
    {
        for (var folder = Directory.GetParent(Repository.PathOf()); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", "data", Example);
            if (Directory.Exists(found))
                return found;
        }
        throw new DirectoryNotFoundException($"There is no shared/data/{Example} beside the repository or above; name a folder by --folder.");
    }
}
