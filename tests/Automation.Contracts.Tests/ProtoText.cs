using Automation.Testing;

namespace Automation.Contracts.Tests;

/// <summary>Contracts that a test writes, compiled by the real compiler.</summary>
static class ProtoText
{
    /// <summary>Compiles one file <c>automation/shelf/v1/{name}.proto</c> that begins with syntax and package.</summary>
    public static ContractFiles Compile(string body, string name = "book_service", string package = "automation.shelf.v1")
    {
        var folder = Path.Combine(Path.GetTempPath(), $"protos-{Guid.NewGuid():N}");
        var file = Path.Combine(folder, "automation", "shelf", "v1", $"{name}.proto");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"syntax = \"proto3\";\npackage {package};\n{body}");
        try
        {
            return Protoc.Compile(folder, Repository.PathOf("protos"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
