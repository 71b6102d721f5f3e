using System.Diagnostics;

namespace Automation.Ingestion.Tests;

/// <summary>Waits for a condition and says what it waited for.</summary>
static class Eventually
{
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, int seconds = 30)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(seconds))
                throw new TimeoutException($"Waited {seconds} s in vain: {what}.");
            await Task.Delay(10);
        }
    }
}
