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
        var patience = limit ?? TimeSpan.FromSeconds(120);
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > patience)
                throw new TimeoutException($"Waited {patience} until {what}. {found?.Invoke()}");
            await Task.Delay(20);
        }
        return waited.Elapsed;
    }
}
