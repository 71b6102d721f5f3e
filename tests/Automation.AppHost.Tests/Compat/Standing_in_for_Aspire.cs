using Automation.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Compat;

public sealed class Standing_in_for_Aspire
{
    /// <summary>
    /// Names and signatures are those of Aspire 13.5: what compiles against the stand-ins must compile against the
    /// official packages. A line added here has been looked up there.
    /// </summary>
    [Fact]
    public void The_public_surface_is_the_part_of_Aspire_that_is_written_down()
    {
        var surface = string.Join('\n', PublicSurface.Of(Repository.PathOf("compat", "feed"))) + "\n";
        // To be compared, and taken over where the official package has it so.
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "aspire-surface.txt"), surface);
        var written = File.ReadAllText(Repository.PathOf("tests", "Automation.AppHost.Tests", "Compat", "aspire-surface.txt"));
        Assert.Equal(written, surface);
    }
}
