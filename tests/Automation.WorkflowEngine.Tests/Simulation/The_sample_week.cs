using System.Diagnostics;
using System.Globalization;
using Automation.Samples.Player.Sample;
using Automation.Testing;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Simulation;

/// <summary>The shipped workflow over the shipped week of a real shop, against the check that shares no code with the suite.</summary>
public sealed class The_sample_week
{
    [Fact]
    public async Task Simulated_gives_exactly_the_reminders_that_its_independent_check_expects()
    {
        var path = Repository.PathOf("samples", "online-retail", "week.csv.gz");
        var given = new GivenHistory
        {
            Events =
            {
                SampleEvents.Of(SampleCart.Of(SampleLine.ReadFile(path))).SelectMany(instant => instant.Events.Select(@event => new SimulatedEvent
                {
                    Shopper = @event.Identifiers.UserId.Length > 0 ? @event.Identifiers.UserId : @event.Identifiers.AnonymousId,
                    LogTime = instant.Time.ToTimestamp(),
                    Event = @event,
                })),
            },
        };
        var shoppers = Simulator.Run(Simulated.Plan(A.CartWorkflow()), Simulated.Histories(given), CancellationToken.None);

        var sent = from shopper in shoppers
                   from run in shopper.Runs
                   from message in run.Messages
                   where message.Reason.Length == 0
                   let due = message.DecideTime.ToDateTimeOffset().AddMicroseconds(-1)
                   orderby due, message.Content.Cart.CartId
                   select $"{due:yyyy-MM-ddTHH:mm:sszzz} {shopper.Shopper}@shop.example.com {message.Content.Cart.CartId}: "
                       + string.Join(", ", message.Content.Cart.Lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Quantity} x {Plain(line.Title)}")));
        var expected = (await ExpectedAsync(path)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(100, expected.Count);
        Assert.Equal(expected, sent.Order(StringComparer.Ordinal));
        Assert.Equal(31_395, shoppers.Sum(shopper => shopper.EventCount));
    }

    static string Plain(string title) => string.Join(' ', title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    static async Task<string[]> ExpectedAsync(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("python3")
        {
            ArgumentList = { Repository.PathOf("samples", "online-retail", "check.py"), path, "--expect-only" },
            RedirectStandardOutput = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1", ["PYTHONIOENCODING"] = "utf-8" },
        })!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return lines[1..];
    }
}
