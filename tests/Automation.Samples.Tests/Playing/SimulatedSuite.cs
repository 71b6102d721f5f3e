using Automation.Commerce.V1;

namespace Automation.Samples.Tests.Playing;

/// <summary>
/// A suite reduced to what matters to the player: every event plans a timer after its wait, a fired timer may plan
/// another one, an event seen before changes nothing, and timers fire only when somebody waits for them, as late as a
/// slow machine may be.
/// </summary>
sealed class SimulatedSuite(TimeProvider clock, TimeSpan wait)
{
    readonly HashSet<string> _seen = [];
    readonly SortedSet<(DateTimeOffset Due, string Name)> _timers = [];

    /// <summary>Everything that took effect, in order.</summary>
    public List<string> Effects { get; } = [];

    public int SettleCount { get; private set; }

    public Task SendAsync(IReadOnlyList<Event> events, CancellationToken cancellationToken)
    {
        foreach (var sent in events.Where(sent => _seen.Add(sent.EventId)))
        {
            Effects.Add($"{clock.GetUtcNow():HH:mm:ss} event {sent.EventId}");
            _timers.Add((clock.GetUtcNow() + wait, sent.EventId));
        }
        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> SettleAsync(DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        SettleCount++;
        Assert.True(dueBy < clock.GetUtcNow(), "A timer fires only once the clock is past it.");
        while (_timers.Count > 0 && _timers.Min.Due <= dueBy)
        {
            var timer = _timers.Min;
            _timers.Remove(timer);
            Effects.Add($"{timer.Due:HH:mm:ss} timer {timer.Name}");
            if (!timer.Name.EndsWith('+'))
                _timers.Add((timer.Due + wait, $"{timer.Name}+"));
        }
        return Task.FromResult<DateTimeOffset?>(_timers.Count > 0 ? _timers.Min.Due : null);
    }
}
