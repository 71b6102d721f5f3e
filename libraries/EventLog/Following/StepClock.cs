namespace Automation.EventLog.Following;

/// <summary>Measures the steps of one turn, each from the end of the one before.</summary>
sealed class StepClock(string follower, TimeProvider time, FollowerMetrics metrics)
{
    long _last = time.GetTimestamp();

    public void End(string step)
    {
        var now = time.GetTimestamp();
        metrics.Step(follower, step, time.GetElapsedTime(_last, now));
        _last = now;
    }
}
