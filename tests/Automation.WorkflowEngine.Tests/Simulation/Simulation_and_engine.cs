using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Simulation;

/// <summary>
/// Random definitions over random histories: what is simulated is what the engine's batches decide when every follower is at its head
/// between two instants of the clock.
/// </summary>
public sealed class Simulation_and_engine
{
    const int Shoppers = 100;
    const double AfterMinutes = 600;

    [Fact]
    public void Are_equal_in_step_channel_items_and_instant()
    {
        var (messages, runs, refusals) = (0, 0, 0);
        for (var seed = 0; seed < Shoppers; seed++)
        {
            var random = new Random(seed);
            var definitions = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomWorkflows.Definition(random)).ToArray();
            var life = RandomWorkflows.Life(random);
            var end = life[^1].Minutes + AfterMinutes;

            var story = Live(definitions, life, end);
            var plan = Simulated.Plan(definitions);
            var simulated = Simulated.Run(
                new SimulationPlan { ShopId = plan.ShopId, Registry = plan.Registry, EndTime = Story.Time(end) }, [.. life]);

            Same(seed, "messages", story.Dispatches.Select(Told), simulated.Runs.SelectMany(run => run.Messages.Select(message => Told(run.Run, message))));
            Same(seed, "runs", story.Runs.Values.Select(run => Told(run, story.Histories[run.RunId])), simulated.Runs.Select(run => Told(run.Run, run.History)));
            Explained(seed, life, simulated);
            messages += simulated.Runs.Sum(run => run.Messages.Count);
            runs += simulated.Runs.Count;
            refusals += simulated.Refusals.Count;
        }
        // The lives must be such that all of it is common, or the comparison proves little.
        Assert.True(messages > Shoppers && runs > Shoppers && refusals > Shoppers, $"{messages} messages, {runs} runs, {refusals} refusals");
    }

    /// <summary>The engine's batches, one for each instant; delivery has settled before the clock goes on.</summary>
    static Story Live(WorkflowDefinition[] definitions, List<(double Minutes, Event Event)> life, double end)
    {
        var story = new Story([.. definitions.Select((definition, index) => ($"w{index + 1}", Story.Compiled(definition)))]);
        foreach (var (minutes, @event) in life)
        {
            PassTime(story, minutes);
            story.At(minutes, @event);
            Settle(story, minutes);
        }
        PassTime(story, end + Micro);
        return story;
    }

    const double Micro = 1 / 60e6;

    static void PassTime(Story story, double before)
    {
        while (story.Runs.Values.Where(run => run.IsOpen && run.DueTime < Story.Time(before)).Min(run => run.DueTime) is { } due)
        {
            var instant = ((due - A.Start).TotalMicroseconds + 1) / 60e6;
            story.Handle(Array.Empty<(double, Event)>(), until: instant);
            Settle(story, instant);
        }
    }

    static void Settle(Story story, double minutes)
    {
        while (story.Runs.Values.FirstOrDefault(run => run.State is RunState.Sending) is { } sending)
        {
            var message = story.Dispatches.Single(message => message.MessageId == sending.MessageId.ToString());
            var (outcome, reason) = SimulatedDelivery.Deliver(message, story.Profile);
            story.At(minutes, A.Settled(message, outcome, reason));
        }
    }

    /// <summary>Every event of a trigger either began a run or is told to have begun none, never both.</summary>
    static void Explained(int seed, List<(double Minutes, Event Event)> life, SimulatedShopper simulated)
    {
        var began = simulated.Runs.Select(run => (run.Run.Workflow.WorkflowId, run.History[0].Event.EventId)).ToHashSet();
        var refused = simulated.Refusals.Select(refusal => (refusal.WorkflowId, refusal.EventId)).ToList();
        Assert.True(refused.Count == refused.Distinct().Count(), $"seed {seed}: an event is refused twice");
        Assert.True(!refused.Exists(began.Contains), $"seed {seed}: an event that began a run is refused; life: {Show(life)}");
    }

    static string Told(DispatchRecord message) =>
        $"{message.WorkflowId} {message.StepId} {message.Visit} {message.Channel} {message.TemplateId} {message.DecideTime} {message.Content}";

    static string Told(ShopperRun run, MessageTrace message) =>
        $"{run.Workflow.WorkflowId} {message.StepId} {message.Visit} {message.Channel} {message.TemplateId} {message.DecideTime} {message.Content}";

    static string Told(ShopperRun run, List<RunEntry> history) =>
        $"{run.Workflow.WorkflowId} {run.Key} {run.EnterTime:O} {run.State} {run.EndReason} {run.EndTime:O} "
        + string.Join(' ', history.Select(entry => $"{entry.DecisionCase}@{entry.DecideTime}"));

    static void Same(int seed, string what, IEnumerable<string> live, IEnumerable<string> simulated)
    {
        var (left, right) = (live.Order(StringComparer.Ordinal).ToList(), simulated.Order(StringComparer.Ordinal).ToList());
        Assert.True(left.SequenceEqual(right), $"seed {seed}, {what}\nlive only:\n{Show(left.Except(right))}\nsimulated only:\n{Show(right.Except(left))}");
    }

    static string Show<T>(IEnumerable<T> rows) => string.Join("\n", rows);
}
