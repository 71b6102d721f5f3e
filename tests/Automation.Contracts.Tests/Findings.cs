using Xunit;

namespace Automation.Contracts.Tests;

static class Findings
{
    /// <summary>Fails with every finding on a line of its own; xunit's own message shows the beginning of a few.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, $"{all.Count} findings:\n{string.Join('\n', all)}");
    }
}
