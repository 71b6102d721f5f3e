using Automation.ServiceDefaults.Clocks;

namespace Automation.Testing;

/// <summary>A driven shop clock that the services of a <see cref="Suite"/> share and the test moves on.</summary>
public sealed class SuiteClock : IDisposable
{
    readonly DrivenClock _clock;

    /// <summary>Begins a clock at an instant, in a folder of its own.</summary>
    public SuiteClock(DateTimeOffset epoch)
    {
        Folder = Path.Combine(Path.GetTempPath(), $"automation-clock-{Guid.NewGuid():N}");
        _clock = DrivenClock.Open(Folder, epoch, TimeProvider.System);
        Environment = new Dictionary<string, string> { ["Clock__Mode"] = "Driven", ["Clock__Path"] = Folder };
    }

    /// <summary>The folder that the services share.</summary>
    public string Folder { get; }

    /// <summary>What a service process is given to use this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The shop clock itself, for parts that run in the test process.</summary>
    public TimeProvider Time => _clock;

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Moves all services to an instant, never back.</summary>
    public void MoveTo(DateTimeOffset instant) => _clock.MoveTo(instant);

    public void MoveBy(TimeSpan span) => MoveTo(Now + span);

    /// <summary>Moves 1 µs past an instant, so that timers due at it are due after every event logged at it.</summary>
    public void MovePast(DateTimeOffset instant) => MoveTo(instant.AddMicroseconds(1));

    public void Dispose()
    {
        _clock.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
