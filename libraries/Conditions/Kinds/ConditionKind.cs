using System.Collections.Frozen;
using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary>One kind of condition: how it is written, what it means, what is wrong with it.</summary>
abstract class ConditionKind(Condition.KindOneofCase @case, params string[] functions)
{
    public Condition.KindOneofCase Case { get; } = @case;

    /// <summary>The calls by which the text form says it; none where it has a sign.</summary>
    public IReadOnlyList<string> Functions { get; } = functions;

    public virtual Precedence Precedence => Precedence.Unary;

    /// <summary>Whether it is no clause itself.</summary>
    public virtual bool IsMadeOfOthers => false;

    /// <exception cref="ConditionSyntaxException">The call is not used so.</exception>
    public virtual Condition Read(CallSyntax call, SyntaxReader reader) => throw SyntaxReader.Unknown(call);

    public abstract void Write(Condition condition, ConditionPrinter printer);

    /// <summary>Null where something is wrong, which is taken down.</summary>
    public abstract Clause? Compile(Condition condition, Compilation compilation, Place place);
}

/// <summary>The registry: a new kind is a file beside the others, and a line here.</summary>
static class ConditionKinds
{
    static readonly ConditionKind[] s_all =
    [
        new AllKind(), new AnyKind(), new NotKind(), new ConstantKind(), new CompareKind(), new MemberKind(), new TextKind(), new HasKind(),
        new ExistsKind(), new EveryKind(), new ListKind(), new WindowKind(), new CalendarKind(), new AnniversaryKind(),
        new DidThenKind(), new DidWithoutKind(), new SegmentKind(), new ListedKind(), new ConsentKind(), new CartStateKind(),
    ];

    public static FrozenDictionary<Condition.KindOneofCase, ConditionKind> ByCase { get; } = s_all.ToFrozenDictionary(kind => kind.Case);

    public static FrozenDictionary<string, ConditionKind> ByFunction { get; } = s_all
        .SelectMany(kind => kind.Functions.Select(name => KeyValuePair.Create(name, kind))).ToFrozenDictionary(StringComparer.Ordinal);
}
