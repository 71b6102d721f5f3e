using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;

namespace Automation.WorkflowEngine.Steps;

/// <summary>One thing to do. A kind is one file beside this one: what its definition means, how a run enters it, what moves a run that is at it.</summary>
abstract class CompiledStep(string stepId)
{
    public string StepId { get; } = stepId;

    /// <summary>Index of the step that comes next; the number of steps where the run is completed.</summary>
    public int Next { get; set; }

    /// <summary>Ways to other steps beside the one that comes next.</summary>
    public virtual IReadOnlyList<StepWay> Ways => [];

    /// <summary>Whether a run may go on with the step that comes next.</summary>
    public virtual bool GoesOn => true;

    /// <summary>Whether time passes here, so that a way back may lead through it.</summary>
    public virtual bool IsWait => false;

    /// <summary>Whether it asks in which time zone the shopper is.</summary>
    public virtual bool ReadsZone => false;

    /// <summary>Whether shoppers are assigned something here that is stored.</summary>
    public virtual bool Assigns => false;

    /// <summary>Names of the events that move a run that is here.</summary>
    public virtual IEnumerable<string> Events => [];

    /// <summary>Where the definition names them, behind the step, when they must have the run's key; null: they need not.</summary>
    public virtual string? KeyedField => null;

    /// <summary>What else an author can do about an event without the key.</summary>
    public virtual string KeyRemedy => "";

    /// <summary>A run comes to this step.</summary>
    public abstract Transition Enter(TransitionDraft draft);

    /// <summary>An event that this step asked for, which nothing goes before; null: it is not one.</summary>
    public virtual Transition? OnAnswer(CompiledWorkflow workflow, ShopperRun run, EventInput input) => null;

    /// <summary>Any other event that is activity, once it ends no run; null: it changes nothing.</summary>
    public virtual Transition? OnEvent(CompiledWorkflow workflow, ShopperRun run, EventInput input) => null;

    /// <summary>The run's timer is due.</summary>
    public virtual Transition OnTimer(TransitionDraft draft, DateTimeOffset due) =>
        throw new InvalidOperationException($"Step '{StepId}' set no timer.");
}
