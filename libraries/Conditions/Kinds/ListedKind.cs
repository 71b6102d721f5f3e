using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>in_list("staff")</c>.</summary>
sealed class ListedKind() : ConditionKind(Condition.KindOneofCase.InListId, "in_list")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, "in_list(\"staff\")");
        return new Condition { InListId = SyntaxReader.Text(call.Arguments[0]) };
    }

    public override void Write(Condition condition, ConditionPrinter printer) => printer.Write("in_list(").Text(condition.InListId).Write(")");

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        var list = condition.InListId;
        place = place.Field("in_list_id");
        if (!compilation.CheckHistory(place, condition) || !compilation.CheckName(list, "a list's name", place, condition))
            return null;
        if (compilation.Roots.History!.HasList?.Invoke(list) == false)
            return compilation.Refuse<Clause>(place, condition, ConditionReason.UnknownName, $"there is no list \"{list}\"; create it first, or correct its name.");
        compilation.Dependencies.AddList(list);
        return new HistoryClause(condition, compilation.Ask(condition, []));
    }
}
