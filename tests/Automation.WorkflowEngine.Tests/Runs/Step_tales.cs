using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Kind = Automation.WorkflowEngine.V1.Step.KindOneofCase;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>What a kind of step is tried with.</summary>
/// <param name="Workflows">All active; the first one has the step.</param>
/// <param name="Tell">What happens, batch by batch.</param>
/// <param name="ShopperId">Whose life it is.</param>
sealed record StepTale(IReadOnlyList<(string WorkflowId, WorkflowDefinition Definition)> Workflows, Action<Story> Tell, Guid ShopperId)
{
    public StepTale(WorkflowDefinition definition, Action<Story> tell)
        : this([("cart-recovery", definition)], tell, Guid.Parse("0193a000-0000-7000-8000-000000000001"))
    {
    }

    public Story New(StoryKeeper? keeper = null) =>
        new(ShopperId, [.. Workflows.Select(row => (row.WorkflowId, Story.Compiled(row.Definition)))]) { Keeper = keeper };
}

/// <summary>One tale for each kind of step: the kit that every kind goes through. A new kind adds its line here.</summary>
static class Step_tales
{
    public static readonly IReadOnlyDictionary<Kind, StepTale> All = new Dictionary<Kind, StepTale>
    {
        [Kind.Wait] = new(A.CartWorkflow(), story => story.At(0, A.Added("c1")).At(30, A.Added("c1", "pot")).Until(90)),
        [Kind.Send] = new(A.CartWorkflow(), story =>
        {
            story.At(0, A.Added("c1"), A.Added("c2")).Until(60);
            foreach (var message in story.Dispatches.ToList())
                story.At(61, A.Settled(message));
        }),
        [Kind.Branch] = new(A_branch.Definition, story => story.At(0, A.Added("c1", "mug"), A.Added("c1", "pot")).At(9, A.Added("c1", "bowl")).Until(60)),
        [Kind.WaitUntil] = new(A_wait_until_an_instant.Definition, story => story
            .At(0, A_wait_until_an_instant.Renewal("2026-01-12T09:10:00Z"), A_wait_until_an_instant.Joined()).Until(5).Until(10)),
        [Kind.WaitForEvent] = new(A_wait_for_an_event.Definition, story => story.At(0, A.Added("c1"), A.Added("c2")).At(20, A.Checkout("c1")).Until(60)),
        [Kind.WaitLocal] = new(A_wait_until_a_local_time.Definition, story => story
            .At(0, A_wait_until_a_local_time.Lives("Asia/Tokyo"), A.Custom("joined")).Until(14.5 * 60)),
        [Kind.SetTrait] = new(An_event_that_a_step_lets_out.Definition, story => story.At(0, A.Added("c1"), A.Added("c2")).Until(30)),
        [Kind.EmitEvent] = new(An_event_that_a_step_lets_out.Definition, story => story.At(0, A.Added("c1")).Until(60).Until(120)),
        [Kind.ChangeList] = new(An_event_that_a_step_lets_out.Lists, story => story.At(0, A.Added("c1")).Until(30).Until(60)),
        [Kind.RandomSplit] = new(A_random_split.Definition, story => story.At(0, A.Added("c1"), A.Added("c2")).At(1, A.Added("c3")).Until(2).Until(61)),
        [Kind.HoldOut] = new([("cart-recovery", A_hold_out.Definition)], story =>
        {
            story.At(0, A.Added("c1"), A.Added("c2"));
            foreach (var message in story.Dispatches.ToList())
                story.At(1, A.Settled(message));
            story.Until(61);
        }, A_hold_out.Shopper(isHeldOut: true)),
        [Kind.StartWorkflow] = new(
            [
                ("first", A_workflow_that_another_one_starts.Flow(
                    "product_added", $"{A_workflow_that_another_one_starts.Idle}, {A_workflow_that_another_one_starts.Starts("second")}")),
                ("second", A_workflow_that_another_one_starts.Flow("checkout_started", A_workflow_that_another_one_starts.Idle)),
            ],
            story => story.At(0, A.Added("c1")).At(1, A.Added("c2"), A.Checkout("c2")).Until(60).Until(121),
            Guid.Parse("0193a000-0000-7000-8000-000000000001")),
        [Kind.End] = new(A_branch.Definition, story => story.At(0, A.Added("c1")).At(9, A.Removed("c1")).Until(60)),
    };

    /// <summary>The kinds, for theories.</summary>
    public static TheoryData<string> Kinds => new(Step.Descriptor.Oneofs[0].Fields.Select(kind => ((Kind)kind.FieldNumber).ToString()));

    public static StepTale Of(string kind) => All.TryGetValue(Enum.Parse<Kind>(kind), out var tale)
        ? tale
        : throw new Xunit.Sdk.XunitException($"Step kind {kind} has no tale; give it one in Step_tales.");
}
