using System.Text.Json;

namespace Automation.ServiceDefaults.Clocks;

/// <summary>
/// Runs faster or slower than real time. All services of a data folder share one origin, and a restart goes on
/// where the clock would have been.
/// </summary>
public sealed class ScaledClock : TimeProvider
{
    const string FileName = "scaled.json";
    readonly TimeProvider _real;
    readonly Figures _figures;

    ScaledClock(TimeProvider real, Figures figures) => (_real, _figures) = (real, figures);

    /// <summary>Opens the folder's clock; the first to come fixes its figures.</summary>
    public static ScaledClock Open(string folder, double speed, DateTimeOffset? epoch, TimeProvider real)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            var origin = real.GetUtcNow();
            var draft = Path.Combine(folder, $"{FileName}.{Guid.NewGuid():N}");
            File.WriteAllText(draft, JsonSerializer.Serialize(new Figures(epoch ?? origin, origin, speed)));
            // Moving fails where the name exists: exactly one of several starters fixes the figures.
            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }
        return new ScaledClock(real, JsonSerializer.Deserialize<Figures>(File.ReadAllText(path))!);
    }

    public override DateTimeOffset GetUtcNow() =>
        (_figures.Epoch + (_real.GetUtcNow() - _figures.Origin) * _figures.Speed).ToStoredPrecision();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(_real.CreateTimer(callback, state, ToReal(dueTime), ToReal(period)), this);

    TimeSpan ToReal(TimeSpan shop)
    {
        if (shop < TimeSpan.Zero)
            return shop;
        var real = shop / _figures.Speed;
        return real.TotalMilliseconds > uint.MaxValue - 2 ? TimeSpan.FromMilliseconds(uint.MaxValue - 2) : real;
    }

    sealed record Figures(DateTimeOffset Epoch, DateTimeOffset Origin, double Speed);

    sealed class ScaledTimer(ITimer real, ScaledClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => real.Change(clock.ToReal(dueTime), clock.ToReal(period));

        public void Dispose() => real.Dispose();

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
