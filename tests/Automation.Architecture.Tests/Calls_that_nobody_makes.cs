using System.Text.RegularExpressions;
using Xunit;

namespace Automation.Architecture.Tests;

public partial class Calls_that_nobody_makes
{
    const string FaultTable = "ServiceDefaults/Faults/FaultStatus.cs";

    // Leases between processes whose clocks differ: the database's is the one that they share. And what holds their clocks against it.
    static readonly HashSet<string> s_leases =
    [
        "ServiceDefaults/Database/ClockWatch.cs",
        "libraries/EventLog/Outbox/OutboxRelay.cs",
        "services/channel-delivery/Storage/MessageClaims.cs",
        "services/channel-delivery/Storage/MessageLedger.cs",
        "services/ingestion/Storage/AppendSession.Statements.cs",
        "services/ingestion/Storage/LogClock.cs",
        "services/ingestion/Storage/LogHeads.cs",
        "services/ingestion/Storage/LogLockWatch.cs",
    ];

    public static TheoryData<string, string, string> Banned => new()
    {
        { @"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b", "", "inject a TimeProvider: the wall clock cannot be driven" },
        { @"\bThread\.Sleep\b", "", "a thread that sleeps serves nobody" },
        { @"\bEnvironment\.TickCount", "", "inject a TimeProvider" },
        { @"\bChannel\.CreateUnbounded\b", "", "a queue has a bound and says what happens at it" },
        { @"\bnew RpcException\b", FaultTable, "throw a Fault; the table makes the status" },
        { @"\.(Result|GetAwaiter\(\)\.GetResult\(\)|Wait\(\))\s*[;,)]", "", "await it: a blocked thread is lost to everybody else" },
        { @"\basync void\b", "", "nobody sees how it ends" },
    };

    [Theory]
    [MemberData(nameof(Banned))]
    public void Are_banned(string pattern, string exceptIn, string why)
    {
        var found = from file in SourceFile.Production
                    where file.Path != exceptIn
                    from match in Regex.Matches(file.Code, pattern)
                    select $"{file.Path}:{file.LineOf(match.Index)} {match.Value}: {why}";

        Findings.None(found);
    }

    [Fact]
    public void Include_a_delay_on_no_clock()
    {
        var found = from file in SourceFile.Production
                    from match in DelayOrTimer().Matches(file.Code)
                    let arguments = ArgumentsAt(file.Code, match.Index + match.Length)
                    where !TimeProviderName().IsMatch(arguments)
                    select $"{file.Path}:{file.LineOf(match.Index)} {match.Value}{arguments}): give it a TimeProvider";

        Findings.None(found);
    }

    [Fact]
    public void Include_asking_the_database_for_the_time()
    {
        var found = from file in SourceFile.Production
                    where !s_leases.Contains(file.Path)
                    // There it is a word of the condition language; the library knows no database.
                    where !file.Path.StartsWith("libraries/Conditions/", StringComparison.Ordinal)
                    from match in SqlNow().Matches(file.Text)
                    select $"{file.Path}:{file.LineOf(match.Index)} {match.Value}: pass the instant as a parameter";

        Findings.None(found);
    }

    [Theory]
    [InlineData("var x = DateTime.UtcNow;", true)]
    [InlineData("// DateTime.UtcNow", false)]
    [InlineData("/* DateTime.UtcNow\n */ var x = 1;", false)]
    [InlineData("var x = \"DateTime.UtcNow\";", false)]
    [InlineData("var x = \"\\\"\" + DateTime.UtcNow;", true)]
    [InlineData("var x = @\"\\\" + DateTime.UtcNow;", true)]
    [InlineData("var x = '\"'; var y = DateTime.UtcNow;", true)]
    [InlineData("var x = \"\"\"\n DateTime.UtcNow \" \n\"\"\";", false)]
    public void Are_found_in_code_only(string source, bool isFound) =>
        Assert.Equal(isFound, SourceFile.CodeOf(source).Contains("DateTime.UtcNow", StringComparison.Ordinal));

    [Theory]
    [InlineData("Task.Delay(TimeSpan.FromSeconds(1), token)", false)]
    [InlineData("Task.Delay(options.Value.BatchWindow, time, token)", true)]
    [InlineData("new PeriodicTimer(Interval)", false)]
    [InlineData("new PeriodicTimer(Interval, _real)", true)]
    public void Include_delays_by_their_arguments(string code, bool isAllowed)
    {
        var match = DelayOrTimer().Match(code);

        Assert.Equal(isAllowed, TimeProviderName().IsMatch(ArgumentsAt(code, match.Index + match.Length)));
    }

    // The text up to the parenthesis that closes the one before it.
    static string ArgumentsAt(string code, int begin)
    {
        var depth = 1;
        var end = begin;
        while (end < code.Length && depth > 0)
            depth += code[end++] switch { '(' => 1, ')' => -1, _ => 0 };
        return code[begin..(end - 1)];
    }

    [GeneratedRegex(@"\bTask\.Delay\(|\bnew PeriodicTimer\(|\bnew Timer\(")]
    private static partial Regex DelayOrTimer();

    [GeneratedRegex(@",\s*(_?(time|real|clock|shopTime|shopClock|timeProvider|realTime)|TimeProvider\.System)\b")]
    private static partial Regex TimeProviderName();

    [GeneratedRegex(@"\b(now\(\)|current_timestamp|clock_timestamp|statement_timestamp|localtimestamp)", RegexOptions.IgnoreCase)]
    private static partial Regex SqlNow();
}
