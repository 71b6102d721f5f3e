using Automation.Testing;

namespace Automation.Contracts.Tests;

/// <summary>The contracts of the suite.</summary>
static class SuiteProtos
{
    public static readonly string Folder = Repository.PathOf("protos");

    public static ContractFiles All { get; } = Protoc.Compile(Folder);
}
