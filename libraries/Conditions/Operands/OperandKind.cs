using System.Collections.Frozen;
using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary>One kind of value: how it is written, what it means, what is wrong with it.</summary>
abstract class OperandKind(Operand.KindOneofCase @case, params string[] functions)
{
    public Operand.KindOneofCase Case { get; } = @case;

    /// <summary>The calls by which the text form says it.</summary>
    public IReadOnlyList<string> Functions { get; } = functions;

    /// <exception cref="ConditionSyntaxException">The call is not used so.</exception>
    public virtual Operand Read(CallSyntax call, SyntaxReader reader) => throw SyntaxReader.Unknown(call);

    public abstract void Write(Operand operand, ConditionPrinter printer);

    /// <summary>Null where something is wrong, which is taken down.</summary>
    public abstract Reading? Compile(Operand operand, Compilation compilation, Place place);
}

/// <summary>The registry: a new kind is a file beside the others, and a line here.</summary>
static class OperandKinds
{
    static readonly OperandKind[] s_all =
    [
        new PathKind(), new LiteralKind(), new NowKind(), new FoldKind(), new OrValueKind(), new SizeKind(), new AmountKind(),
        new AggregateKind(), new LifecycleStageKind(), new PredictionKind(),
    ];

    public static FrozenDictionary<Operand.KindOneofCase, OperandKind> ByCase { get; } = s_all.ToFrozenDictionary(kind => kind.Case);

    public static FrozenDictionary<string, OperandKind> ByFunction { get; } = s_all
        .SelectMany(kind => kind.Functions.Select(name => KeyValuePair.Create(name, kind))).ToFrozenDictionary(StringComparer.Ordinal);
}
