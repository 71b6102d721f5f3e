using System.Globalization;
using System.Text.RegularExpressions;
using Automation.Testing;
using Google.Protobuf.Reflection;
using Xunit;

namespace Automation.Contracts.Tests;

/// <summary>Fields that protos/README.md keeps for rooms to come: nobody else takes their names or numbers.</summary>
public sealed partial class What_is_kept_for_later
{
    static readonly Dictionary<string, DescriptorProto> s_messages = SuiteProtos.All.Files
        .SelectMany(file => file.MessageType.Select(message => (Name: $"{file.Package}.{message.Name}", message)))
        .ToDictionary(row => row.Name, row => row.message);

    public static TheoryData<string, string, int> Places
    {
        get
        {
            var places = new TheoryData<string, string, int>();
            foreach (Match row in Row().Matches(File.ReadAllText(Repository.PathOf("protos", "README.md"))))
                places.Add($"automation{row.Groups["message"].Value}", row.Groups["field"].Value, int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture));
            return places;
        }
    }

    [Fact]
    public void Is_listed() => Assert.True(Places.Count > 40, $"only {Places.Count} rows of the list were read");

    [Theory]
    [MemberData(nameof(Places))]
    public void Is_free_or_taken_by_what_it_is_kept_for(string message, string field, int number)
    {
        Assert.True(s_messages.TryGetValue(message, out var found), $"{message} is no message; correct the list in protos/README.md.");
        Assert.All(
            found.Field.Where(other => other.Name == field || other.Number == number),
            other => Assert.Equal((field, number), (other.Name, other.Number)));
    }

    [GeneratedRegex(@"^\| `…(?<message>(\.\w+)+)\.(?<field>\w+)` \| (?<number>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
