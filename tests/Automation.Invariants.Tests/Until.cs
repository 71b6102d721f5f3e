using System.Diagnostics;

namespace Automation.Invariants.Tests;

/// <summary>Waiting for what must come, however busy the machine is.</summary>
static class Until
{
    /// <summary>Waits for a condition; says which one and what there was instead when it does not come.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> TrueAsync(
        string what, Func<Task<bool>> condition, TimeSpan? limit = null, Func<string>? found = null)
    {
        var timeout = limit ?? TimeSpan.FromSeconds(120);
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > timeout)
                throw new TimeoutException($"Waited {timeout} until {what}. {found?.Invoke()}");
            await Task.Delay(20);
        }
        return waited.Elapsed;
    }
}
