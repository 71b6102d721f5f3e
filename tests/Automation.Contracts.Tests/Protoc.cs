using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Contracts.Tests;

/// <summary>Files of contracts as the compiler reads them, with their comments.</summary>
public sealed record ContractFiles(IReadOnlyList<FileDescriptorProto> Files, string Warnings);

/// <summary>The compiler that the build uses.</summary>
public static class Protoc
{
    static readonly string s_tools = PackageOf("GrpcTools");
    static readonly string s_commonProtos = PackageOf("CommonProtos");

    /// <summary>Compiles every .proto under a folder; what they import from elsewhere is left out of the answer.</summary>
    public static ContractFiles Compile(string folder, params string[] importFolders)
    {
        var files = Directory.GetFiles(folder, "*.proto", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var output = Path.Combine(Path.GetTempPath(), $"contracts-{Guid.NewGuid():N}.pb");
        var start = new ProcessStartInfo(Path.Combine(s_tools, "tools", Platform, OperatingSystem.IsWindows() ? "protoc.exe" : "protoc"))
        {
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "--include_source_info", $"--descriptor_set_out={output}" }
            .Concat([$"-I{folder}", .. importFolders.Select(path => $"-I{path}")])
            .Concat([$"-I{Path.Combine(s_tools, "build", "native", "include")}", $"-I{Path.Combine(s_commonProtos, "content", "protos")}"])
            .Concat(files))
        {
            start.ArgumentList.Add(argument);
        }
        try
        {
            using var process = Process.Start(start)!;
            var messages = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"protoc refused {folder}:\n{messages}");
            var registry = new ExtensionRegistry { AnnotationsExtensions.Http };
            return new ContractFiles(
                FileDescriptorSet.Parser.WithExtensionRegistry(registry).ParseFrom(File.ReadAllBytes(output)).File, messages);
        }
        finally
        {
            File.Delete(output);
        }
    }

    static string PackageOf(string key) => typeof(Protoc).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    // Grpc.Tools names its folders like this; arm64 is told apart on Linux only.
    static string Platform => (OperatingSystem.IsWindows(), OperatingSystem.IsMacOS(), RuntimeInformation.OSArchitecture) switch
    {
        (true, _, _) => "windows_x64",
        (_, true, _) => "macosx_universal",
        (_, _, Architecture.Arm64) => "linux_arm64",
        _ => "linux_x64",
    };
}
