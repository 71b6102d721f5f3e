using Xunit;

namespace Automation.Contracts.Tests;

public class The_contracts_of_the_suite
{
    const string Update = "UPDATE_DESCRIPTORS";

    [Fact]
    public void Keep_the_rules() => Findings.None(ProtoLint.Check(SuiteProtos.All));

    [Fact]
    public void Compile_without_a_warning() => Assert.Empty(SuiteProtos.All.Warnings);

    [Fact]
    public void Are_those_of_the_snapshot()
    {
        var former = ContractSnapshot.Parse(CommittedLocks.Current);
        var now = ContractSnapshot.Of(SuiteProtos.All).ToText(former.AcceptedBreaks);
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(CommittedLocks.Path, now);

        Assert.True(
            CommittedLocks.Current == now,
            $"The contracts differ from protos/descriptors.lock. If that is wanted: {Update}=1 dotnet test tests/Automation.Contracts.Tests, "
            + "look at the difference, and commit it with the contracts.");
    }

    [Fact]
    public void Only_grow()
    {
        var now = ContractSnapshot.Of(SuiteProtos.All);
        var accepted = ContractSnapshot.Parse(CommittedLocks.Current).AcceptedBreaks;
        var breaks =
            from former in CommittedLocks.History()
            from change in BreakingChanges.Between(ContractSnapshot.Parse(former.Text), now)
            where !accepted.ContainsKey(change.Subject)
            select $"since {former.Commit[..10]} {change}";

        Findings.None(breaks);
    }
}
