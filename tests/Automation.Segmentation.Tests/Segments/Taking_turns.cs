using Automation.Segmentation.Rpc;
using Automation.ServiceDefaults.Faults;
using Microsoft.Extensions.Options;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>Analyses of segments, of which so many run at once.</summary>
public sealed class Taking_turns
{
    [Fact]
    public void A_shop_has_so_many_and_all_together_so_many()
    {
        var gate = new AnalysisGate(Options.Create(new SegmentationOptions { AnalysesAtOnce = 3, AnalysesPerShop = 2 }));
        var first = gate.Enter("a");
        var second = gate.Enter("a");
        Refused(() => gate.Enter("a"), "2 previews");
        var third = gate.Enter("b");
        Refused(() => gate.Enter("c"), "3 previews");

        first.Dispose();
        // Twice is once.
        first.Dispose();
        using (gate.Enter("c"))
            Refused(() => gate.Enter("a"), "3 previews");
        using (gate.Enter("a"))
            Refused(() => gate.Enter("a"), "2 previews");
        second.Dispose();
        third.Dispose();
        using (gate.Enter("a"))
        using (gate.Enter("a"))
        using (gate.Enter("b"))
            Refused(() => gate.Enter("b"), "3 previews");
    }

    static void Refused(Func<IDisposable> enter, string text)
    {
        var fault = Assert.Throws<Fault>(enter);
        Assert.Equal(("OVERLOADED", TimeSpan.FromSeconds(2)), (fault.Reason.Code, fault.RetryDelay));
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
    }
}
