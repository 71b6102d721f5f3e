using System.Text.Json;

namespace Automation.Benchmarks.Measuring;

/// <summary>Results on stdout, everything else on stderr and in the report file that BENCH_REPORT names.</summary>
static class Output
{
    static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    static readonly string? s_report = Environment.GetEnvironmentVariable("BENCH_REPORT");

    public static void Result(object result) => Console.Out.WriteLine(JsonSerializer.Serialize(result, s_json));

    public static void Progress(string line) => Console.Error.WriteLine(line);

    /// <summary>What is kept beside the result.</summary>
    public static void Report(string text)
    {
        Console.Error.WriteLine(text);
        if (s_report is not null)
            File.AppendAllText(s_report, text + "\n");
    }
}
