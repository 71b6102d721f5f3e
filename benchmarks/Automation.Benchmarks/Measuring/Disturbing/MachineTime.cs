using System.Globalization;

namespace Automation.Benchmarks.Measuring.Disturbing;

/// <summary>The machine's processor time since it began, by /proc/stat.</summary>
/// <param name="All">Of all cores, idle or not.</param>
/// <param name="Busy">Somebody on this machine had it.</param>
/// <param name="Stolen">Another machine on the same host had it.</param>
readonly record struct MachineTime(TimeSpan All, TimeSpan Busy, TimeSpan Stolen)
{
    // Hundredths of a second, whatever the kernel's own clock.
    const double TicksPerSecond = 100;

    public static MachineTime Now
    {
        get
        {
            // cpu user nice system idle iowait irq softirq steal guest guest_nice; the guests are in user and nice already.
            var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
                .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var (all, idle, stolen) = (ticks.Sum(), ticks[3] + ticks[4], ticks[7]);
            return new(Of(all), Of(all - idle - stolen), Of(stolen));
        }
    }

    public static MachineTime operator -(MachineTime later, MachineTime earlier) =>
        new(later.All - earlier.All, later.Busy - earlier.Busy, later.Stolen - earlier.Stolen);

    static TimeSpan Of(long ticks) => TimeSpan.FromSeconds(ticks / TicksPerSecond);
}
