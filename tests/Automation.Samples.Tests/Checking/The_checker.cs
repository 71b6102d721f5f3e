using System.Diagnostics;
using Automation.Testing;

namespace Automation.Samples.Tests.Checking;

public sealed class The_checker
{
    [Fact]
    public async Task Agrees_with_a_right_world_and_notices_every_wrong_one()
    {
        using var process = Process.Start(new ProcessStartInfo("python3")
        {
            ArgumentList = { Repository.PathOf("tests", "Automation.Samples.Tests", "Checking", "check_test.py") },
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, errors);
        // A file without tests would be content, too.
        Assert.Matches("Ran [3-9][0-9] tests", errors);
    }
}
