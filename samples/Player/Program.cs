using Automation.Samples.Player;
using Automation.Samples.Player.Playing;
using Microsoft.Extensions.Configuration;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
var line = new ProgressLine(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    var summary = await new SampleRun(configuration, line, TimeProvider.System).RunAsync(stop.Token);
    line.End();
    Console.WriteLine($"Played {summary.EventCount} events of {summary.CartCount} carts; the shop's clock stands at {summary.ShopTime:u}.");
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    line.End();
    return 130;
}
