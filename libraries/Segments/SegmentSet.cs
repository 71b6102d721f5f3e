using System.Collections.Frozen;
using Automation.Conditions;
using Automation.Segments.Evaluating;
using Automation.Segments.Questions;

namespace Automation.Segments;

/// <summary>The versions of a shop's segments that are in effect, and what each event can change of them. Immutable; used by many at once.</summary>
public sealed class SegmentSet
{
    readonly Segment[] _segments;
    readonly FrozenDictionary<int, int> _placesByNumber;
    readonly FrozenDictionary<string, SegmentClause[]> _clausesByEvent;
    readonly SegmentBits?[] _segmentsByPart;

    /// <param name="versions">At most one of each segment.</param>
    /// <param name="clauseNumbers">
    /// A number for each of <see cref="ClauseKeysOf"/>: it stands for the clause in shoppers' states, so it stays the same for ever and
    /// is never used again in the shop. From 1.
    /// </param>
    /// <exception cref="ArgumentException">Segments ask for each other in a circle, one is there twice, a clause has no number.</exception>
    public SegmentSet(IEnumerable<SegmentVersion> versions, IReadOnlyDictionary<string, int> clauseNumbers)
    {
        Versions = SegmentOrder.Sort(versions);
        var numbers = Versions.ToDictionary(version => version.SegmentId, version => version.Number, StringComparer.Ordinal);
        var clauses = new Dictionary<int, SegmentClause>();
        _segments = [.. Versions.Select((version, place) => new Segment(version, AnswersOf(version, place)))];
        _placesByNumber = Versions.Select((version, place) => KeyValuePair.Create(version.Number, place)).ToFrozenDictionary();
        Clauses = clauses.ToFrozenDictionary();
        _clausesByEvent = clauses.Values.SelectMany(clause => clause.EventNames.Select(name => (name, clause)))
            .GroupBy(pair => pair.name, pair => pair.clause, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(clause => clause.Number).ToArray(), StringComparer.Ordinal);
        _segmentsByPart = [.. Enumerable.Range(0, 64).Select(part => Those(segment => (segment.Parts >> part & 1) != 0))];
        Timed = Those(segment => segment.IsTimed) ?? new SegmentBits(_segments.Length);
        All = Those(_ => true) ?? new SegmentBits(0);
        foreach (var segment in _segments)
            segment.AskedBy = Those(other => other.Version.Condition.DependsOn.SegmentIds.Contains(segment.Version.SegmentId));

        QuestionAnswer[] AnswersOf(SegmentVersion version, int place) =>
        [
            .. version.Condition.Questions.Select(question =>
            {
                if (SegmentClause.Of(question, clauseNumbers, Versions.Count) is not { } clause)
                    return QuestionAnswers.Of(question, id => numbers.TryGetValue(id, out var number) ? number : null);
                clauses.TryAdd(clause.Number, clause);
                clauses[clause.Number].Segments.Add(place);
                return new ClauseAnswer(clauses[clause.Number]);
            }),
        ];
    }

    /// <summary>Each behind those that it asks for.</summary>
    public IReadOnlyList<SegmentVersion> Versions { get; }

    /// <summary>By number.</summary>
    internal FrozenDictionary<int, SegmentClause> Clauses { get; }

    /// <summary>Segments that can change while nothing but time passes.</summary>
    internal SegmentBits Timed { get; }

    internal SegmentBits All { get; }

    internal int Words => SegmentBits.WordsFor(_segments.Length);

    /// <summary>Whether another comparison of the shop's customers can change any.</summary>
    public bool ReadsStanding => Array.Exists(_segments, segment => (segment.Parts & ProfileParts.Standing) != 0);

    /// <summary>Keys of what a condition asks about events. Equal questions have the same key, whichever segment asks.</summary>
    public static IReadOnlyList<string> ClauseKeysOf(CompiledCondition condition) =>
        [.. condition.Questions.Select(SegmentClause.KeyOf).OfType<string>()];

    /// <summary>Whether it has a version of this number.</summary>
    public bool Has(int number) => _placesByNumber.ContainsKey(number);

    internal Segment this[int place] => _segments[place];

    internal int PlaceOf(int number) => _placesByNumber.TryGetValue(number, out var place)
        ? place
        : throw new ArgumentException($"The set has no version {number}; it has been replaced, or is not in effect yet.", nameof(number));

    /// <summary>Clauses that are about events of a name.</summary>
    internal ReadOnlySpan<SegmentClause> ClausesAbout(string eventName) => _clausesByEvent.TryGetValue(eventName, out var clauses) ? clauses : [];

    /// <summary>Adds the segments that read some parts of a profile.</summary>
    internal void AddReadersOf(ulong parts, Span<ulong> affected)
    {
        for (var part = 0; parts != 0; part++, parts >>= 1)
        {
            if ((parts & 1) != 0)
                _segmentsByPart[part]?.AddTo(affected);
        }
    }

    // Null: none.
    SegmentBits? Those(Func<Segment, bool> which)
    {
        var bits = new SegmentBits(_segments.Length);
        for (var place = 0; place < _segments.Length; place++)
        {
            if (which(_segments[place]))
                bits.Add(place);
        }
        return bits.IsEmpty ? null : bits;
    }
}
