using System.Reflection;
using Automation.Testing;

namespace Automation.Segments.Tests;

/// <summary>docs/segments.md.</summary>
public class The_page_about_segments
{
    static readonly string s_page = File.ReadAllText(Repository.PathOf("docs", "segments.md"));

    [Fact]
    public void Shows_conditions_that_are_right()
    {
        var texts = s_page.Split("```")[1].Trim().Split('\n');

        Assert.Equal(3, texts.Length);
        Assert.All(texts, text => ShopperStory.Compile(text));
    }

    [Fact]
    public void Names_every_limit() => Assert.DoesNotContain(
        typeof(SegmentLimits).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetValue(null)!),
        limit => !s_page.Contains($"{limit:N0}", StringComparison.Ordinal));
}
