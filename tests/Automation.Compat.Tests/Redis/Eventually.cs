using System.Diagnostics;

namespace Automation.Compat.Tests.Redis;

static class Eventually
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    /// <summary>Asks again until it is so; an exception counts as not yet.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        Exception? last = null;
        while (waited.Elapsed < s_limit)
        {
            try
            {
                if (await condition())
                    return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                last = error;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"Waited {s_limit} until {what}.", last);
    }
}
