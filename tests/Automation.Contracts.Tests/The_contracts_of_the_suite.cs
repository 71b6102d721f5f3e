using Google.Protobuf.Reflection;
using Xunit;

namespace Automation.Contracts.Tests;

public class The_contracts_of_the_suite
{
    const string Update = "UPDATE_DESCRIPTORS";

    [Fact]
    public void Keep_the_rules() => Findings.None(ProtoLint.Check(SuiteProtos.All));

    // Whoever repeats or caches a call relies on the mark; a new RPC is either marked or added here.
    [Fact]
    public void Mark_every_RPC_as_free_of_side_effects_but_those_that_change_something()
    {
        string[] changes =
        [
            // A line each, so that branches which add one do not meet.
            "ActivateWorkflow",
            "AddShoppers",
            "AdoptLog",
            "AppendControlRecords",
            "ArchiveList",
            "ArchiveSegment",
            "ArchiveTemplate",
            "ArchiveWorkflow",
            "BatchRecordEvents",
            "CancelEnrollment",
            "CancelImport",
            "CancelPreparation",
            "CancelRun",
            "CreateApiKey",
            "CreateImport",
            "CreateShop",
            "DeactivateWorkflow",
            "InstallStandardSegments",
            "InstallWorkflowTemplate",
            "PauseMarketing",
            "PausePreparation",
            "PauseWorkflow",
            "PutBrand",
            "PutList",
            "PutSegment",
            "PutSendPolicy",
            "PutTemplate",
            "PutWorkflow",
            "RecordDerivedEvents",
            "RecordEvent",
            "ReleaseHeldWave",
            "RemoveShoppers",
            "ResumeMarketing",
            "ResumePreparation",
            "ResumeWorkflow",
            "RetryParkedRecord",
            "RetryRefusedRow",
            "RetryRun",
            "RevokeApiKey",
            "SkipWait",
            "StartImport",
            "StartMatching",
            "StartRun",
            "StreamEvents",
            "UpdateShop",
            "UploadImportPart",
            "UpsertProducts",
        ];
        var unmarked = from element in ContractElement.In(SuiteProtos.All)
                       where element.Declaration is MethodDescriptorProto
                       let method = (MethodDescriptorProto)element.Declaration
                       where method.Options?.IdempotencyLevel != MethodOptions.Types.IdempotencyLevel.NoSideEffects
                       select method.Name;

        Assert.Equal(changes, unmarked.Order(StringComparer.Ordinal));
    }

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
