using System.Diagnostics;
using Automation.Testing;
using Xunit;

namespace Automation.Architecture.Tests;

/// <summary>What test.sh makes of results: red, flaky, broken off.</summary>
public sealed class Summing_the_results
{
    [Fact]
    public async Task Takes_nothing_for_success_that_is_none()
    {
        using var process = Process.Start(new ProcessStartInfo("python3")
        {
            ArgumentList = { Repository.PathOf("tests", "sum_results_test.py") },
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, errors);
        // A file without tests would be content, too.
        Assert.Matches("Ran [1-9][0-9] tests", errors);
    }
}
