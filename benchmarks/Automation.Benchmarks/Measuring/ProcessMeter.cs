using System.Globalization;
using System.Text;
using Automation.Testing;

namespace Automation.Benchmarks.Measuring;

/// <summary>CPU time of each part, by name.</summary>
sealed record Usage(IReadOnlyDictionary<string, TimeSpan> Cpu)
{
    public Usage Plus(Usage other) => new(
        Cpu.Concat(other.Cpu).GroupBy(pair => pair.Key)
            .ToDictionary(group => group.Key, group => group.Aggregate(TimeSpan.Zero, (sum, pair) => sum + pair.Value)));

    /// <summary>A line for each part, the dearest first.</summary>
    public string PerEvent(long events)
    {
        var text = new StringBuilder();
        foreach (var (name, cpu) in Cpu.OrderByDescending(pair => pair.Value))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-32} {cpu.TotalMicroseconds / events,8:0.0}");
        var sum = Cpu.Values.Sum(cpu => cpu.TotalMicroseconds);
        return text.Append(CultureInfo.InvariantCulture, $"  {"all",-32} {sum / events,8:0.0}").ToString();
    }
}

/// <summary>
/// Reads CPU time and resident memory of a suite's processes from /proc. PostgreSQL is told by database, since each service has
/// its own; what belongs to none (checkpointer, WAL writer) is <c>postgres</c>.
/// </summary>
sealed class ProcessMeter(Suite suite)
{
    // Linux tells CPU time in hundredths of a second, whatever its own clock.
    const double TicksPerSecond = 100;

    Dictionary<(string Name, int Pid), TimeSpan> _before = [];

    /// <summary>Begins a stretch.</summary>
    public void Begin() => _before = Read();

    /// <summary>What was used since <see cref="Begin"/>.</summary>
    public Usage End() => new(
        Read().GroupBy(pair => pair.Key.Name, pair => pair.Value - _before.GetValueOrDefault(pair.Key))
            .ToDictionary(group => group.Key, group => group.Aggregate(TimeSpan.Zero, (sum, cpu) => sum + cpu)));

    /// <summary>Resident bytes of each part; of a server with several processes their proportional share, so that shared pages count once.</summary>
    public Dictionary<string, long> Memory() =>
        Processes().GroupBy(process => process.Name.Split('/')[0], process => MemoryOf(process.Pid))
            .ToDictionary(group => group.Key, group => group.Sum());

    Dictionary<(string Name, int Pid), TimeSpan> Read() =>
        Processes().ToDictionary(process => process, process => CpuOf(process.Pid));

    List<(string Name, int Pid)> Processes()
    {
        var found = suite.Processes.Select(process => (process.Service, process.ProcessId)).ToList();
        found.Add(("bench", Environment.ProcessId));
        foreach (var (name, server) in new[] { ("redis", suite.Redis.Server), ("rabbitmq", suite.RabbitMq.Server) })
            found.AddRange(server.ProcessIds().Select(pid => (name, pid)));
        found.AddRange(suite.Postgres.Server.ProcessIds().Select(pid => ($"postgres{DatabaseOf(pid)}", pid)));
        return found.Select(process => (process.Item1, process.Item2)).ToList();
    }

    // PostgreSQL's process title: "postgres: postgres <database> 127.0.0.1(port) …".
    string DatabaseOf(int pid)
    {
        var title = ReadFile(pid, "cmdline");
        return suite.Databases.FirstOrDefault(pair => title.Contains($" {DatabaseIn(pair.Value)} ", StringComparison.Ordinal)) is { Key: { } service }
            ? $"/{service}"
            : "";
    }

    static string DatabaseIn(string connectionString) => new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database!;

    static TimeSpan CpuOf(int pid)
    {
        var stat = ReadFile(pid, "stat");
        if (stat.Length == 0)
            return TimeSpan.Zero;
        // Behind the name, which may contain anything: field 3 is the state, 14 and 15 are user and system time.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds(
            (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    static long MemoryOf(int pid)
    {
        var line = ReadFile(pid, "smaps_rollup").Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    static string ReadFile(int pid, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{name}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile: a backend of PostgreSQL comes and goes.
            return "";
        }
    }
}
