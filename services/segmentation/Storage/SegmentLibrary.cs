using System.Collections.Concurrent;
using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segmentation.Memberships;
using Automation.Segments;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Versions of segments, compiled once for all partitions. What a version says never changes.</summary>
sealed class SegmentLibrary
{
    readonly ConcurrentDictionary<(string ShopId, int Number), SegmentVersion> _versions = [];
    readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, int>> _clauses = [];
    readonly ConcurrentDictionary<(string ShopId, string Numbers), WeakReference<SegmentSet>> _sets = [];

    /// <summary>The versions of a shop that stand in a partition, ready to be evaluated; what is not known yet is read.</summary>
    public async Task<ShopSegments> OfAsync(
        NpgsqlConnection connection, string shopId, IReadOnlyList<PartitionVersion> versions, CancellationToken cancellationToken)
    {
        var unknown = versions.Select(version => version.Number).Where(number => !_versions.ContainsKey((shopId, number))).ToArray();
        if (unknown.Length > 0)
        {
            // First, and only ever more of them: whoever finds the versions builds a set that numbers all their clauses.
            var clauses = await ReadClausesAsync(connection, shopId, cancellationToken);
            _clauses.AddOrUpdate(shopId, clauses, (_, known) => known.Count > clauses.Count ? known : clauses);
            await ReadVersionsAsync(connection, shopId, unknown, cancellationToken);
        }
        return new ShopSegments(versions, included => SetOf(shopId, included));
    }

    /// <summary>Whether a shop has, or had, segments, as far as the partitions that are owned here say.</summary>
    public bool Knows(string shopId) => _clauses.ContainsKey(shopId);

    /// <summary>One version by itself, known by what <see cref="OfAsync"/> read.</summary>
    public SegmentVersion Version(string shopId, int number) => _versions[(shopId, number)];

    SegmentSet SetOf(string shopId, IReadOnlyList<PartitionVersion> included)
    {
        var named = included.GroupBy(version => version.SegmentId).Select(NamedOf).ToHashSet();
        var key = (shopId, string.Join(' ', included.OrderBy(version => version.Number).Select(version => $"{version.Number}{(named.Contains(version.Number) ? "" : "-")}")));
        if (_sets.TryGetValue(key, out var kept) && kept.TryGetTarget(out var set))
            return set;
        // Two versions of one segment stand side by side while the later one is prepared: then nobody asks for the segment.
        set = new SegmentSet(
            included.Select(version => named.Contains(version.Number)
                ? _versions[(shopId, version.Number)]
                : _versions[(shopId, version.Number)] with { SegmentId = $"{version.SegmentId}/{version.Version}" }),
            _clauses[shopId]);
        _sets[key] = new WeakReference<SegmentSet>(set);
        return set;
    }

    // Which of a segment's versions in_segment means.
    static int NamedOf(IEnumerable<PartitionVersion> versions) =>
        versions.OrderByDescending(version => version.IsEffective).ThenByDescending(version => version.Version).First().Number;

    async Task ReadVersionsAsync(NpgsqlConnection connection, string shopId, int[] numbers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT number, segment_id, condition FROM segment_versions WHERE shop_id = $1 AND number = ANY($2)", connection)
        {
            Parameters = { new() { Value = shopId }, new() { Value = numbers } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (number, segmentId) = (reader.GetInt32(0), reader.GetString(1));
            var result = ConditionLanguage.Compile(Condition.Parser.ParseFrom(reader.GetFieldValue<byte[]>(2)), SegmentLanguage.Roots);
            _versions[(shopId, number)] = new SegmentVersion(number, segmentId, result.Condition
                ?? throw new InvalidDataException($"Version {number} of segment '{segmentId}' in shop '{shopId}' does not compile any more: {result.Errors[0]}"));
        }
    }

    static async Task<IReadOnlyDictionary<string, int>> ReadClausesAsync(
        NpgsqlConnection connection, string shopId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT clause_key, number FROM segment_clauses WHERE shop_id = $1", connection)
        {
            Parameters = { new() { Value = shopId } },
        };
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            numbers.Add(reader.GetString(0), reader.GetInt32(1));
        return numbers;
    }
}
