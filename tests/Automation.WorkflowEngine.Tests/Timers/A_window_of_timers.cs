using Automation.WorkflowEngine.Timers;
using Timer = Automation.WorkflowEngine.Timers.Timer;

namespace Automation.WorkflowEngine.Tests.Timers;

public sealed class A_window_of_timers
{
    static readonly DateTimeOffset s_start = A.Start;

    [Fact]
    public void Holds_the_same_timers_as_all_rows_whatever_is_set_and_removed()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var rows = new Dictionary<Guid, Timer>();
            var window = new TimerWindow(5);
            window.Load([]);
            var runs = Enumerable.Range(0, 30).Select(_ => NextGuid(random)).ToArray();
            for (var step = 0; step < 200; step++)
            {
                var run = runs[random.Next(runs.Length)];
                if (random.Next(4) == 0)
                {
                    rows.Remove(run);
                    window.Remove(run);
                }
                else
                {
                    // Few instants, so that many timers share one.
                    rows[run] = new Timer(s_start.AddMinutes(random.Next(10)), run, "shop", run);
                    window.Set(rows[run]);
                }
                if (window.IsDrained || random.Next(20) == 0)
                    window.Load(Ordered(rows.Values).Take(window.LoadCount).ToList());
                Assert.Equal(rows.Count == 0 ? null : rows.Values.Min(row => row.DueTime), window.Earliest);
                var instant = s_start.AddMinutes(random.Next(11));
                var due = window.DueBefore(instant, 3).ToList();
                Assert.Equal(Ordered(rows.Values).Where(row => row.DueTime < instant).Take(due.Count), due);
                Assert.True(due.Count > 0 || !rows.Values.Any(row => row.DueTime < instant), $"seed {seed}: a due timer is not seen");
            }
        }
    }

    static IEnumerable<Timer> Ordered(IEnumerable<Timer> rows) =>
        rows.OrderBy(row => row.DueTime).ThenBy(row => row.RunId.ToString(), StringComparer.Ordinal);

    static Guid NextGuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
