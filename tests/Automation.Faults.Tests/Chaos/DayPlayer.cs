using Automation.Faults.Tests.Days;
using Automation.Faults.Tests.Disturbing;

namespace Automation.Faults.Tests.Chaos;

/// <summary>
/// Plays a day on the driven clock, as the sample player does: whatever can be due is done before the clock goes on, so
/// that a fault makes things late in real time and never in the shop's.
/// </summary>
sealed class DayPlayer(DaySuite day, Disturber disturber)
{
    static readonly TimeSpan s_step = TimeSpan.FromMicroseconds(1);
    static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(3);

    public async Task PlayAsync()
    {
        var instants = day.Day.Instants;
        var clock = day.Suite.Clock!;
        double all = day.Day.EventCount;
        var next = 0;
        var due = await SettleAsync();
        while (next < instants.Count || due is not null)
        {
            var limit = LimitOf(next < instants.Count ? instants[next].Time + ShopDay.Idle : null, due);
            for (; next < instants.Count && instants[next].Time <= limit; next++)
            {
                clock.MoveTo(instants[next].Time);
                await disturber.ReachedAsync(day.AckedCount / all);
                await Task.WhenAll(day.Storefronts.Select(shop =>
                    shop.SendAsync(instants[next].Events.Where(happened => happened.ShopId == shop.ShopId))));
            }
            // A timer fires once the clock is past it: nothing can be logged at its instant any more.
            clock.MoveTo((limit == due ? limit : clock.Now) + s_step);
            due = await SettleAsync();
        }
        await disturber.EndAsync();
        await SettleAsync();
    }

    // A message is due at the instant of its decision, which is the clock's. No event, and so no timer, is: the clock
    // stands one step behind an instant of the day.
    Task<DateTimeOffset?> SettleAsync() => day.Suite.SettleAsync(day.Suite.Clock!.Now, s_timeout);

    static DateTimeOffset LimitOf(DateTimeOffset? safe, DateTimeOffset? due) =>
        safe < due || due is null ? safe!.Value : due.Value;
}
