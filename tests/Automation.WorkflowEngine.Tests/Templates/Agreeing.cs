using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow welcome, edge by edge.</summary>
public sealed class Agreeing
{
    [Fact]
    public void Is_greeted_at_once_and_after_two_and_five_days() => Assert.Equal(["w1 0", "w2 48", "w3 120"], Tale().At(0, Agreed).Messages);

    [Fact]
    public void By_an_import_is_not() => Assert.Empty(Tale().Imported(0, 1, Agreed).Messages);

    [Fact]
    public void Ends_between_two_messages_where_it_is_taken_back() => Assert.Equal(["w1 0", "w2 48"], Tale().At(0, Agreed).At(60, Declined).Messages);

    [Fact]
    public void Again_is_greeted_once_ever() =>
        Assert.Equal(["w1 0"], Tale().At(0, Agreed).At(1, Declined).At(2, Agreed).At(5_000, Agreed).Messages);

    [Fact]
    public void Ends_with_an_order() => Assert.Equal(["welcome Exited EXIT_EVENT"], Tale().At(0, Agreed).At(10, A.Order("o")).Ends);

    [Fact]
    public void Of_a_customer_gets_two_messages() =>
        Assert.Equal(["w1 1000", "w2 1048"], Tale().At(0, A.Order("o")).At(1_000, Agreed).Messages);

    [Fact]
    public void While_buying_is_greeted_a_day_later() =>
        Assert.Equal(["w1 24.2", "w2 72.2"], Tale().At(0, A.Order("o")).At(0.2, Agreed).Messages);

    [Fact]
    public void Told_three_days_too_late_is_not_greeted_any_more() => Assert.Empty(Tale().Late(72, 72, Agreed).Messages);

    [Fact]
    public void To_another_channel_is_not_greeted_by_email()
    {
        var sms = Agreed;
        sms.ConsentChanged.Channel = Automation.Commerce.V1.Channel.Sms;
        Assert.Empty(Tale().At(0, sms).Messages);
    }

    static FlowTale Tale() => new("welcome");
}
