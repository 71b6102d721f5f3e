using Automation.Conditions;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Clauses;

/// <summary>
/// One kind of question about events: what is kept of them, and how that answers it. What it answers does not depend on the order
/// in which they come, but for those of one instant.
/// </summary>
abstract class ClauseFold
{
    /// <summary>Brings an event in.</summary>
    /// <returns>False when the answer is what it was, and changes by itself no earlier than it would have.</returns>
    public abstract bool Fold(ClauseSlot slot, in Occurrence occurrence);

    /// <param name="state">Null: no event that it is about.</param>
    /// <param name="now">In ticks.</param>
    public abstract ConditionValue Answer(ClauseState? state, long now);

    /// <summary>The first instant after now at which the answer can change by itself, in ticks.</summary>
    public virtual long NextChange(ClauseState? state, long now) => EventWindow.Never;

    /// <summary>The first instant after now at which the answer can stand otherwise to a constant, in ticks.</summary>
    public virtual long NextCrossing(ClauseState? state, in ConditionValue constant, long now) => NextChange(state, now);

    /// <summary>Drops what has run out.</summary>
    /// <returns>Whether anything is left that is worth keeping.</returns>
    public virtual bool Forget(ClauseState state, long now) => true;
}
