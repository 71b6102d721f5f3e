using System.Text.RegularExpressions;
using Xunit;

namespace Automation.Architecture.Tests;

/// <summary>
/// Inside a service calls point inwards: Rpc and Intake call the domain and each other never, Storage keeps what the
/// domain gives it, and the domain's folders know none of the three. The service's module composes them.
/// </summary>
public partial class InnerDirection
{
    static readonly string[] s_entries = ["Rpc", "Intake"];

    static readonly List<string> s_found =
    [
        .. from service in SuiteService.All
           where service.Folder.StartsWith("services/", StringComparison.Ordinal)
           from file in SourceFile.Under(service.Folder.Split('/'))
           let folder = FolderOf(service, file)
           where folder is not null
           from match in UsingLine().Matches(file.Code)
           where match.Groups[1].Value == service.Name
           let used = match.Groups[2].Value
           where used != folder && !IsInwards(folder, used)
           select $"{service.Name}: {folder} uses {used}",
    ];

    [Fact]
    public void Is_the_only_one() => Findings.None(s_found.Distinct());

    [Theory]
    [InlineData("Rpc", "Runs", true)]
    [InlineData("Intake", "Storage", true)]
    [InlineData("Storage", "Runs", true)]
    [InlineData("Runs", "Timers", true)]
    [InlineData("Runs", "Storage", false)]
    [InlineData("Runs", "Rpc", false)]
    [InlineData("Storage", "Intake", false)]
    [InlineData("Rpc", "Intake", false)]
    public void Is_told_from_the_others(string folder, string used, bool isInwards) => Assert.Equal(isInwards, IsInwards(folder, used));

    static bool IsInwards(string folder, string used) =>
        !s_entries.Contains(used) && (used != "Storage" || s_entries.Contains(folder));

    // Null beside the module, which composes.
    static string? FolderOf(SuiteService service, SourceFile file)
    {
        var parts = file.Path[(service.Folder.Length + 1)..].Split('/');
        return parts.Length > 1 ? parts[0] : null;
    }

    [GeneratedRegex(@"^using (?:static )?Automation\.(\w+)\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex UsingLine();
}
