using System.Diagnostics;
using System.Globalization;
using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Profiles;
using Automation.Profiles.Customers;
using Automation.Samples.Player.Sample;
using Automation.Segmentation.Definitions;
using Automation.Segments;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using Xunit.Abstractions;

namespace Automation.Segmentation.Tests.Customers;

/// <summary>
/// A year of a real shop: scores and segments of every customer are those that samples/online-retail/segments.py works out. Of one
/// customer in ten; AUTOMATION_RETAIL_EVERY=1 takes all.
/// </summary>
public sealed class Agreeing_with_a_script(ITestOutputHelper output)
{
    static readonly string[] s_segments = ["at-risk", "bought-14d", "first-time", "lapsed", "one-time", "reorder-due", "repeat", "vip"];
    static readonly DateTimeOffset s_asOf = new(2010, 12, 10, 0, 0, 0, TimeSpan.Zero);
    static readonly int s_every = int.Parse(Environment.GetEnvironmentVariable("AUTOMATION_RETAIL_EVERY") ?? "10", CultureInfo.InvariantCulture);

    [RetailFact]
    public async Task Customer_by_customer()
    {
        var expected = await WorkedOutAsync();
        var customers = Fold();
        var comparison = new CohortComparison(s_asOf);
        foreach (var customer in customers)
            comparison.Survey(customer.Profile);
        foreach (var customer in customers)
            comparison.Add(customer.Profile);
        var cohort = comparison.Compute()!;
        var actual = customers.ConvertAll(customer => customer.Line(cohort));
        Assert.Equal(expected, actual);
        Assert.True(expected.Count > 4_000 / s_every);
        foreach (var segment in s_segments)
            Assert.Contains(expected, line => line.Split(',').Contains(segment));
        output.WriteLine($"{actual.Count} customers agree.");
    }

    static List<Customer> Fold()
    {
        var versions = s_segments.Select((id, place) => new SegmentVersion(
            place + 1, id, ConditionLanguage.Compile(StandardSegments.All[id].Text, SegmentLanguage.Roots).Condition!)).ToList();
        var keys = versions.SelectMany(version => SegmentSet.ClauseKeysOf(version.Condition)).Distinct().Select((key, place) => (key, place));
        var set = new SegmentSet(versions, keys.ToDictionary(pair => pair.key, pair => pair.place + 1));
        var customers = new SortedDictionary<int, Customer>();
        foreach (var cart in SampleCart.Of(SampleLine.ReadFile(RetailFact.File!)))
        {
            if (!cart.Shopper.IsKnown || cart.IsAbandoned || cart.Time > s_asOf)
                continue;
            var number = int.Parse(cart.Shopper.CustomerId, CultureInfo.InvariantCulture);
            if (number % s_every != 0)
                continue;
            if (!customers.TryGetValue(number, out var customer))
                customers[number] = customer = new Customer(number, set);
            customer.Bought(cart);
        }
        return [.. customers.Values];
    }

    static async Task<List<string>> WorkedOutAsync()
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true };
        foreach (var argument in (IEnumerable<string>)
            [Repository.PathOf("samples", "online-retail", "segments.py"), RetailFact.File!, s_asOf.ToString("s", CultureInfo.InvariantCulture), $"{s_every}"])
        {
            start.ArgumentList.Add(argument);
        }
        using var script = Process.Start(start)!;
        var text = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        Assert.Equal(0, script.ExitCode);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    sealed class Customer(int number, SegmentSet set)
    {
        readonly SegmentState _segments = new();
        readonly List<SegmentChange> _changes = [];
        long _sequence;

        public ProfileState Profile { get; } = new();

        public void Bought(SampleCart cart)
        {
            var logged = new LoggedEvent
            {
                Partition = 3, Sequence = ++_sequence, ShopId = "shop", ShopperId = "0193a000-0000-7000-8000-000000000001",
                LogTime = cart.Time.ToTimestamp(),
                Event = new Event
                {
                    EventId = cart.CartId, OccurTime = cart.Time.ToTimestamp(), Identifiers = new() { UserId = $"{number}" },
                    OrderCompleted = new() { OrderId = cart.CartId, CartId = cart.CartId, Total = cart.Total.ToMoney() },
                },
            };
            ProfileFold.Apply(Profile, logged);
            SegmentFold.Apply(set, _segments, Profile.Profile, logged, _changes);
        }

        public string Line(CohortComputed cohort)
        {
            SegmentFold.Elapse(set, _segments, Profile.Profile, s_asOf, _changes, CustomerStanding.Judge(Profile, cohort, 7));
            var scores = Profile.Profile.Rfm ?? new();
            var segments = _segments.MemberOf.Select(member => s_segments[member - 1]).Order(StringComparer.Ordinal);
            return string.Join(',', (IEnumerable<string>)
                [$"{number}", $"{scores.Recency}", $"{scores.Frequency}", $"{scores.Monetary}", .. segments]);
        }
    }
}

/// <summary>Skipped where the file is not there.</summary>
sealed class RetailFact : FactAttribute
{
    const string Name = "online-retail-2/online_retail_2009_2010.csv.gz";

    public RetailFact()
    {
        if (File is null)
            Skip = $"needs ../shared/data/{Name}";
    }

    public static string? File { get; } = Find();

    static string? Find()
    {
        for (var folder = new DirectoryInfo(Repository.PathOf()); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", Name);
            if (System.IO.File.Exists(file))
                return file;
        }
        return null;
    }
}
