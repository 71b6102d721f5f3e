using System.Diagnostics;
using System.Text.RegularExpressions;
using Automation.Testing;
using Xunit;

namespace Automation.Architecture.Tests;

/// <summary>The patches of tests/mutants run rarely; what they break and who must notice moves on meanwhile.</summary>
public sealed partial class Mutants
{
    static readonly string s_folder = Repository.PathOf("tests", "mutants");

    public static TheoryData<string> Names => [.. Directory.GetFiles(s_folder, "*.patch").Select(file => Path.GetFileName(file)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Apply_to_the_suite_as_it_is(string name)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--check", Path.Combine(s_folder, name)])
        {
            WorkingDirectory = Repository.PathOf(),
            RedirectStandardError = true,
        })!;
        var complaints = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();

        Assert.True(git.ExitCode == 0, complaints);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_a_test_that_there_is(string name)
    {
        var patch = File.ReadAllText(Path.Combine(s_folder, name));
        var project = Repository.PathOf(Project().Match(patch).Groups[1].Value.Split('/'));
        // Class.Method or the method alone.
        var method = Test().Match(patch).Groups[1].Value.Split('.')[^1];
        var isTest = new Regex($@"\b{Regex.Escape(method)}\(|\bclass {Regex.Escape(method)}\b");

        Assert.Contains(
            Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories), file => isTest.IsMatch(File.ReadAllText(file)));
    }

    [GeneratedRegex(@"^Project: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Project();

    [GeneratedRegex(@"^Test: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Test();
}
