namespace Automation.Faults.Tests.Disturbing;

/// <summary>What is done to a victim.</summary>
enum FaultKind
{
    /// <summary>kill -9 of all its processes, some time away, started again.</summary>
    Kill,

    /// <summary>SIGSTOP, some time, SIGCONT.</summary>
    Freeze,

    /// <summary>All that it holds is thrown away.</summary>
    Empty,

    /// <summary>Messages are dropped, doubled, delayed and reordered for some time.</summary>
    Tamper,

    /// <summary>Connections of a link are reset, also new ones for some time.</summary>
    Break,

    /// <summary>Nothing passes on a link for some time, and then all of it.</summary>
    Silence,

    /// <summary>What passes on a link passes later, for some time.</summary>
    Slow,
}

/// <summary>A fault to come.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Victim">To whom: a service, one of its replicas as <c>segmentation/1</c>, a server, the bus, or a link as <c>segmentation>postgres</c>.</param>
/// <param name="AtShare">When: not before this share of the day's events is acked.</param>
/// <param name="Look">And then at the so-manieth look at which the victim has work in flight.</param>
/// <param name="Duration">For how long.</param>
/// <param name="Seed">Of what is left to chance while it lasts.</param>
sealed record PlannedFault(FaultKind Kind, string Victim, double AtShare, int Look, TimeSpan Duration, int Seed)
{
    public override string ToString() => $"{Kind} {Victim} at {AtShare:P0} for {Duration.TotalSeconds:0.0} s";
}

/// <summary>Which faults a suite suffers in the course of a day. The same seed makes the same plan.</summary>
static class FaultPlan
{
    // A day has an end to come to, and the last faults need somebody at work.
    const double LastShare = 0.88;

    /// <summary>As many faults as asked for, from as many of the suits as possible: each is dealt once before one is dealt twice.</summary>
    public static IReadOnlyList<PlannedFault> Draw(int seed, int count)
    {
        var random = new Random(seed);
        var suits = FaultDeck.Suits.Select(suit => Shuffled(suit, random)).ToArray();
        random.Shuffle(suits);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var card = suits[i % suits.Length].Dequeue();
            suits[i % suits.Length].Enqueue(card);
            return new PlannedFault(
                card.Kind,
                card.Victim,
                (i + random.NextDouble()) * LastShare / count,
                random.Next(1, 9),
                card.Shortest + (card.Longest - card.Shortest) * random.NextDouble(),
                random.Next());
        })];
    }

    static Queue<FaultCard> Shuffled(IReadOnlyList<FaultCard> suit, Random random)
    {
        var cards = suit.ToArray();
        random.Shuffle(cards);
        return new Queue<FaultCard>(cards);
    }
}
