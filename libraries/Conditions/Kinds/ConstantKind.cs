using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>true</c>, <c>false</c>.</summary>
sealed class ConstantKind() : ConditionKind(Condition.KindOneofCase.Constant)
{
    public override void Write(Condition condition, ConditionPrinter printer) => printer.Write(condition.Constant ? "true" : "false");

    public override Clause? Compile(Condition condition, Compilation compilation, Place place) => new ConstantClause(condition);
}

sealed class ConstantClause(Condition source) : Clause(source)
{
    readonly bool _holds = source.Constant;

    public override bool Holds(ref Frame frame) => _holds;

    public override Outlook Look(ref Frame frame) => new(_holds, Outlook.Never);

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
    }
}
