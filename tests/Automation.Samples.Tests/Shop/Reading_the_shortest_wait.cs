using Automation.Samples.Player.Shop;
using Automation.Testing;
using Automation.WorkflowEngine.V1;

namespace Automation.Samples.Tests.Shop;

public sealed class Reading_the_shortest_wait
{
    [Fact]
    public void The_shortest_of_several_waits_counts() =>
        Assert.Equal(TimeSpan.FromMinutes(5), Shortest("""{"wait": {"duration": "3600s"}}, {"send": {}}, {"wait": {"duration": "300s"}}"""));

    [Fact]
    public void What_begins_with_a_message_waits_for_nothing() =>
        Assert.Equal(TimeSpan.Zero, Shortest("""{"send": {}}, {"wait": {"duration": "300s"}}"""));

    [Fact]
    public void The_reminder_of_the_sample_waits_an_hour() =>
        Assert.Equal(
            TimeSpan.FromHours(1),
            SampleWorkflow.ShortestWait(WorkflowDefinition.Parser.ParseJson(
                File.ReadAllText(Repository.PathOf("samples", "workflows", "abandoned-cart.json")))));

    static TimeSpan Shortest(string steps) =>
        SampleWorkflow.ShortestWait(WorkflowDefinition.Parser.ParseJson($$"""{"steps": [{{steps}}]}"""));
}
