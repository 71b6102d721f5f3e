using Automation.Commerce.V1;
using Automation.Samples.Player.Sample;
using Automation.ServiceDefaults.Clocks;

namespace Automation.Samples.Player.Playing;

/// <summary>How far the sample has been played.</summary>
/// <param name="IsTimerDue">A planned timer has just become due, and the player is about to wait for what comes of it.</param>
readonly record struct PlayState(DateTimeOffset Time, int SentInstants, int AllInstants, bool IsTimerDue);

/// <summary>Returns when events are acked.</summary>
delegate Task SendEvents(IReadOnlyList<Event> events, CancellationToken cancellationToken);

/// <summary>Returns when nothing is open that was due by an instant before the clock's, and says when the next is due.</summary>
delegate Task<DateTimeOffset?> Settle(DateTimeOffset dueBy, CancellationToken cancellationToken);

/// <summary>
/// Plays events on the driven clock. It stops before every instant at which a timer may be due and lets the suite
/// finish what there is to do. All events of an instant go in before its timers fire.
/// </summary>
/// <param name="horizon">
/// The shortest time between an event and a timer that comes of it. Everything up to the next event plus this, and up
/// to the earliest timer that is planned, may be sent without waiting for the suite: no timer can be due in between.
/// </param>
sealed class SamplePlayer(DrivenClock clock, SendEvents send, Settle settle, TimeSpan horizon, IProgress<PlayState> progress)
{
    static readonly TimeSpan s_step = TimeSpan.FromMicroseconds(1);

    /// <summary>Plays what lies at or after the clock, then every timer that comes of it.</summary>
    /// <remarks>Goes on where a player was stopped: the clock comes to an instant only when all before it is acked.</remarks>
    public async Task PlayAsync(IReadOnlyList<SampleInstant> instants, CancellationToken cancellationToken)
    {
        var next = 0;
        while (next < instants.Count && instants[next].Time < clock.GetUtcNow())
            next++;
        var due = await settle(clock.GetUtcNow() - s_step, cancellationToken);
        while (next < instants.Count || due is not null)
        {
            var limit = LimitOf(next < instants.Count ? instants[next].Time + horizon : null, due);
            for (; next < instants.Count && instants[next].Time <= limit; next++)
            {
                clock.MoveTo(instants[next].Time);
                await send(instants[next].Events, cancellationToken);
                progress.Report(new PlayState(instants[next].Time, next + 1, instants.Count, IsTimerDue: false));
            }
            // A timer fires once the clock is past it: nothing can be logged at its instant any more.
            var past = limit == due ? limit + s_step : clock.GetUtcNow() + s_step;
            clock.MoveTo(past);
            progress.Report(new PlayState(past, next, instants.Count, IsTimerDue: limit == due));
            due = await settle(past - s_step, cancellationToken);
        }
    }

    static DateTimeOffset LimitOf(DateTimeOffset? safe, DateTimeOffset? due) =>
        safe < due || due is null ? safe!.Value : due.Value;
}
