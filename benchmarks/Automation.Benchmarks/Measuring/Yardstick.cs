using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Automation.Benchmarks.Measuring;

/// <summary>
/// What the machine itself does, whatever the suite does: taken in the same run before, between and after the stretches that count. A
/// figure divided by it survives another machine; where it moves, the machine was not the same all the time.
/// </summary>
sealed class Yardstick
{
    const int Rows = 30_000;
    const int TurnsAtOnce = 1_000_000;

    /// <summary>More than a fifth below the best of the run: the figures of this run are not to be compared.</summary>
    const double Tolerance = 0.8;

    static readonly TimeSpan s_length = TimeSpan.FromSeconds(2);

    readonly NpgsqlConnection? _connection;
    readonly List<YardstickReading> _readings = [];
    List<LogRow> _rows = [];

    Yardstick(NpgsqlConnection? connection) => _connection = connection;

    /// <summary>Of the processor alone.</summary>
    public static Yardstick OfCpu() => new(null);

    /// <summary>Also of the database server that the suite uses.</summary>
    /// <param name="connection">To ingestion's database, open, and used by nobody else during a reading.</param>
    public static Yardstick Of(NpgsqlConnection connection) => new(connection);

    public IReadOnlyList<YardstickReading> Readings => _readings;

    /// <summary>Whether one of the readings was more than a fifth below another one of its kind.</summary>
    public bool HasMoved => IsMoved(_readings);

    /// <summary>Mean of what a plain COPY of the log's own rows does in a second.</summary>
    public double CopyRowsPerSecond => _readings.Average(reading => reading.CopyRowsPerSecond!.Value);

    /// <summary>Mean of the turns of the CPU loop in a nanosecond.</summary>
    public double CpuTurnsPerNanosecond => _readings.Average(reading => reading.CpuMegaturnsPerSecond) / 1_000;

    /// <summary>Takes one reading, some six seconds. Nothing else is to load the machine then.</summary>
    public async Task ReadAsync()
    {
        var (turns, gap) = await Task.Factory.StartNew(Spin, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var reading = new YardstickReading(Math.Round(turns / 1e6, 1), Math.Round(gap.TotalMilliseconds, 1), null, null);
        if (_connection is not null)
            reading = reading with { CopyRowsPerSecond = Math.Round(await CopyAsync(_connection)), CommitsPerSecond = Math.Round(await CommitAsync(_connection)) };
        _readings.Add(reading);
        Output.Progress($"yardstick: {reading}");
    }

    public static bool IsMoved(IReadOnlyList<YardstickReading> readings) =>
        IsMoved(readings.Select(reading => (double?)reading.CpuMegaturnsPerSecond))
        || IsMoved(readings.Select(reading => reading.CopyRowsPerSecond))
        || IsMoved(readings.Select(reading => reading.CommitsPerSecond));

    static bool IsMoved(IEnumerable<double?> values)
    {
        var (least, most) = (values.Min(), values.Max());
        return least < most * Tolerance;
    }

    // A fixed dependent chain of shifts (xorshift64): neither memory nor the width of the processor counts, only its time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static ulong Turn(ulong state)
    {
        for (var i = 0; i < TurnsAtOnce; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }
        return state;
    }

    // The longest time that a million turns took beyond the usual one: then the thread stood still.
    static (double TurnsPerSecond, TimeSpan LongestGap) Spin()
    {
        var state = Turn(88_172_645_463_325_252);
        var times = new List<TimeSpan>();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < s_length)
        {
            var one = Stopwatch.GetTimestamp();
            state = Turn(state);
            times.Add(Stopwatch.GetElapsedTime(one));
        }
        var taken = Stopwatch.GetElapsedTime(began);
        GC.KeepAlive(state);
        times.Sort();
        return (times.Count * (double)TurnsAtOnce / taken.TotalSeconds, times[^1] - times[times.Count / 2]);
    }

    // The same rows every time: those that the log had at the first reading.
    async Task<double> CopyAsync(NpgsqlConnection connection)
    {
        var copy = new CopyLoop(connection, "yardstick_events");
        if (_rows.Count == 0)
        {
            await copy.CreateTableAsync();
            _rows = await copy.ReadLastAsync(Rows);
            // The first copy finds neither plan nor pages.
            await copy.CopyAsync(_rows);
        }
        var (copied, taken) = (0L, TimeSpan.Zero);
        while (taken < s_length)
        {
            await copy.EmptyAsync();
            taken += await copy.CopyAsync(_rows);
            copied += _rows.Count;
        }
        await copy.EmptyAsync();
        return copied / taken.TotalSeconds;
    }

    // One row, one commit, one client: what a flush to the disk takes.
    static async Task<double> CommitAsync(NpgsqlConnection connection)
    {
        await using (var create = new NpgsqlCommand("CREATE TABLE IF NOT EXISTS yardstick_commits (number bigint); TRUNCATE yardstick_commits", connection))
            await create.ExecuteNonQueryAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO yardstick_commits VALUES (1)", connection);
        await insert.PrepareAsync();
        var commits = 0L;
        var began = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(began) < s_length; commits++)
            await insert.ExecuteNonQueryAsync();
        return commits / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}

/// <summary>One reading of the <see cref="Yardstick"/>.</summary>
/// <param name="CpuMegaturnsPerSecond">Million turns of a fixed loop in a second, on one core.</param>
/// <param name="LongestGapMs">For how long that loop stood still at most.</param>
/// <param name="CopyRowsPerSecond">COPY of rows of the event log, 500 for each commit; null where there is no database.</param>
/// <param name="CommitsPerSecond">One row for each commit, one client.</param>
sealed record YardstickReading(double CpuMegaturnsPerSecond, double LongestGapMs, double? CopyRowsPerSecond, double? CommitsPerSecond);
