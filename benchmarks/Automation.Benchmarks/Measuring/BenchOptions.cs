using System.Globalization;

namespace Automation.Benchmarks.Measuring;

/// <summary>What a run is asked for: the scenario, then <c>--name value</c> pairs.</summary>
sealed class BenchOptions
{
    readonly Dictionary<string, string> _values = [];

    public string Scenario { get; private init; } = "";

    public static BenchOptions Parse(string[] args)
    {
        if (args.Length == 0 || args.Length % 2 == 0)
            throw new ArgumentException("Usage: SCENARIO [--NAME VALUE]...");
        var options = new BenchOptions { Scenario = args[0] };
        for (var i = 1; i < args.Length; i += 2)
            options._values[args[i].TrimStart('-')] = args[i + 1];
        return options;
    }

    /// <summary>Null where it is not given.</summary>
    public double? Number(string name) =>
        Text(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>Null where it is not given.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name);
}
