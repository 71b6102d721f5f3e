using System.Diagnostics;
using Automation.Faults.Tests.Chaos;

// Rounds of the chaos attack for as long as asked: benchmarks/chaos.sh. The tests of this project do not come this way.
var options = ChaosOptions.OfEnvironment();
var began = Stopwatch.StartNew();
var attack = new ChaosAttack(options, Console.Error.WriteLine);
var (undisturbed, wrong) = await attack.PlayUndisturbedAsync();
Report(wrong);
var (rounds, failed) = (0, wrong.Count > 0 ? 1 : 0);
do
{
    var seed = options.Seed + rounds++;
    Console.Error.WriteLine($"round {rounds}, seed {seed}, {failed} failed so far, {began.Elapsed:hh\\:mm\\:ss} of {options.Limit:hh\\:mm\\:ss}");
    var round = await attack.PlayAsync(seed, Task.FromResult(undisturbed));
    Console.WriteLine(round.Summary);
    Report(round.Wrong);
    failed += round.Wrong.Count > 0 ? 1 : 0;
}
while (began.Elapsed < options.Limit);
Console.Error.WriteLine($"{rounds} rounds, {failed} failed");
return failed == 0 ? 0 : 1;

static void Report(IReadOnlyList<string> wrong)
{
    foreach (var difference in wrong)
        Console.Error.WriteLine($"WRONG {difference}");
}
