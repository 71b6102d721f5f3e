using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Profiles;

namespace Automation.Segments.Tests;

/// <summary>A shopper whose records are folded one after the other, and remembered, so that both ways of evaluating can be compared.</summary>
sealed class ShopperStory
{
    readonly List<LoggedEvent> _history = [];
    readonly ProfileState _profile = new();

    public ShopperStory(params (string SegmentId, string Text)[] segments) => (Versions, Set) = Compile(segments, firstNumber: 1);

    public IReadOnlyList<SegmentVersion> Versions { get; private set; }

    public SegmentSet Set { get; private set; }

    public SegmentState State { get; private set; } = new();

    public IReadOnlyList<LoggedEvent> History => _history;

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Of the last call.</summary>
    public List<SegmentChange> Changes { get; } = [];

    public IEnumerable<string> MemberOf => Versions.Where(version => State.MemberOf.Contains((uint)version.Number)).Select(version => version.SegmentId);

    public static (IReadOnlyList<SegmentVersion> Versions, SegmentSet Set) Compile(IEnumerable<(string SegmentId, string Text)> segments, int firstNumber)
    {
        var versions = segments.Select((segment, place) => new SegmentVersion(firstNumber + place, segment.SegmentId, Compile(segment.Text))).ToList();
        return (versions, new SegmentSet(versions, NumbersOf(versions)));
    }

    public static CompiledCondition Compile(string text)
    {
        var result = ConditionLanguage.Compile(text, SegmentLanguage.Roots);
        Assert.True(result.Condition is not null, $"{text}: {string.Join("; ", result.Errors)}");
        return result.Condition;
    }

    public void Fold(LoggedEvent logged)
    {
        Now = logged.LogTime.ToDateTimeOffset();
        _history.Add(logged);
        Changes.Clear();
        if (!ProfileFold.IsFolded(logged))
        {
            SegmentFold.Elapse(Set, State, _profile.Profile ?? new(), Now, Changes);
            return;
        }
        ProfileFold.Apply(_profile, logged);
        SegmentFold.Apply(Set, State, _profile.Profile, logged, Changes);
    }

    /// <summary>One that was parked while others overtook it.</summary>
    public void FoldLate(LoggedEvent logged)
    {
        _history.Insert(0, logged);
        Changes.Clear();
        ProfileFold.ApplyLate(_profile, logged);
        SegmentFold.ApplyLate(Set, State, _profile.Profile, logged, Now, Changes);
    }

    public void Elapse(DateTimeOffset now)
    {
        Now = now;
        Changes.Clear();
        SegmentFold.Elapse(Set, State, _profile.Profile ?? new(), now, Changes);
    }

    /// <summary>Other segments are in effect; what their clauses come to is folded apart, as far as it is not known.</summary>
    public void Switch(IReadOnlyList<(string SegmentId, string Text)> segments, bool isAnew)
    {
        var former = isAnew ? null : Set;
        (Versions, Set) = Compile(segments, firstNumber: Versions.Max(version => version.Number) + 1);
        var (folding, apart) = (new ClauseFolding(Set, former), new SegmentState());
        foreach (var logged in _history)
            folding.Add(apart, logged);
        Changes.Clear();
        if (State.Settled)
            SegmentFold.Adopt(Set, former, State, apart, _profile.Profile, Now, Changes);
    }

    /// <summary>As stored and read again.</summary>
    public void Store() => State = SegmentState.Open(State.ToByteArray());

    public PlainEvaluation Plain(DateTimeOffset now) => new(Versions, _history, now);

    // Of the whole process, as a shop's would be of the shop.
    static Dictionary<string, int> NumbersOf(IEnumerable<SegmentVersion> versions)
    {
        lock (s_numbers)
        {
            foreach (var key in versions.SelectMany(version => SegmentSet.ClauseKeysOf(version.Condition)))
                s_numbers.TryAdd(key, s_numbers.Count + 1);
            return new Dictionary<string, int>(s_numbers);
        }
    }

    static readonly Dictionary<string, int> s_numbers = [];
}
