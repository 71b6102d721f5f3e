using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>cart_state("CART_STATE_ACTIVE")</c>.</summary>
sealed class CartStateKind() : ConditionKind(Condition.KindOneofCase.CartState, "cart_state")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, "cart_state(\"CART_STATE_ACTIVE\")");
        return new Condition { CartState = SyntaxReader.Text(call.Arguments[0]) };
    }

    public override void Write(Condition condition, ConditionPrinter printer) => printer.Write("cart_state(").Text(condition.CartState).Write(")");

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        var state = condition.CartState;
        place = place.Field("cart_state");
        if (!compilation.CheckHistory(place, condition) || !compilation.CheckName(state, "a cart's state", place, condition))
            return null;
        if (compilation.Roots.History!.CartStates is { } known && !known.Contains(state))
            return compilation.Refuse<Clause>(place, condition, ConditionReason.UnknownName, $"no cart has the state \"{state}\"; there are {string.Join(", ", known)}.");
        compilation.Dependencies.ReadsCartState = true;
        return new HistoryClause(condition, compilation.Ask(condition, []));
    }
}
