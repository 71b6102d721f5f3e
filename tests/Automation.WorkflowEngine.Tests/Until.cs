using System.Diagnostics;

namespace Automation.WorkflowEngine.Tests;

static class Until
{
    /// <summary>Waits for a condition; fails with what it waited for.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"Waited 30 s for this: {what}.");
            await Task.Delay(20);
        }
    }
}
