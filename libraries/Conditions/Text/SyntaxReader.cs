using Automation.Conditions.Kinds;
using Automation.Conditions.Operands;
using Automation.Conditions.V1;

namespace Automation.Conditions.Text;

/// <summary>From expressions of CEL to what they mean. The kinds read their own calls.</summary>
sealed class SyntaxReader(SourceMap map)
{
    public Condition Condition(SyntaxNode syntax) => map.Add(Meaning(syntax), syntax);

    public Operand Operand(SyntaxNode syntax) => map.Add(
        syntax switch
        {
            TextSyntax or NumberSyntax or FlagSyntax => new Operand { Literal = Literal(syntax) },
            CallSyntax call when OperandKinds.ByFunction.TryGetValue(call.Name, out var kind) => kind.Read(call, this),
            CallSyntax call => throw NoValue(call),
            BinarySyntax { Sign: "+" or "-" } sum => new Operand { Now = NowKind.ReadMoved(sum, this) },
            _ => new Operand { Path = Path(syntax) },
        },
        syntax);

    public Literal Literal(SyntaxNode syntax) => map.Add(LiteralText.Read(syntax, this), syntax);

    public LiteralSet Set(SyntaxNode syntax)
    {
        if (syntax is not ListSyntax list)
            throw Wrong(syntax, "expected a list of constants, such as [\"a\", \"b\"].");
        if (list.Items.Count > ConditionLimits.SetSize)
            throw new ConditionSyntaxException(ConditionReason.SetTooLarge, syntax.Position, SetTooLarge(list.Items.Count));
        return map.Add(new LiteralSet { Values = { list.Items.Select(Literal) } }, syntax);
    }

    public static string SetTooLarge(int count) =>
        $"a set has at most {ConditionLimits.SetSize} constants, this one has {count}; put them into a list and use in_list.";

    /// <summary><c>a.b["c d"]</c>.</summary>
    public FieldPath Path(SyntaxNode syntax)
    {
        var names = new List<string>();
        for (var rest = syntax; ; rest = ((SelectSyntax)rest).Target)
        {
            if (rest is NameSyntax root)
            {
                names.Add(root.Name);
                break;
            }
            if (rest is not SelectSyntax select)
                throw rest is CallSyntax call ? NoValue(call) : Wrong(rest, "expected a path, such as profile.email.");
            names.Add(select.Name);
        }
        names.Reverse();
        return map.Add(new FieldPath { Names = { names } }, syntax);
    }

    /// <summary>The name of a variable, the first argument of <c>exists</c> and its like.</summary>
    public static string Variable(SyntaxNode syntax) =>
        syntax is NameSyntax name ? name.Name : throw Wrong(syntax, "expected a name for the element, such as exists(line, …).");

    public static string Text(SyntaxNode syntax) =>
        syntax is TextSyntax text ? text.Value : throw Wrong(syntax, "expected a text in double quotes.");

    /// <summary>Checks how many arguments there are and whether there is a target.</summary>
    /// <param name="usage">How the call looks.</param>
    public static void Expect(CallSyntax call, bool hasTarget, int least, int most, string usage)
    {
        if (call.Target is not null != hasTarget || call.Arguments.Count < least || call.Arguments.Count > most)
            throw Wrong(call, $"'{call.Name}' is used as {usage}.");
    }

    public static ConditionSyntaxException Wrong(SyntaxNode syntax, string description) => new(ConditionReason.Syntax, syntax.Position, description);

    public static ConditionSyntaxException Unknown(CallSyntax call) => call.Name switch
    {
        "matches" => new(ConditionReason.UnknownName, call.Position, "there are no regular expressions; use contains, startsWith or endsWith."),
        "duration" => Wrong(call, "a duration is no value of its own; write now() - duration(\"30d\"), or in_last(\"30d\")."),
        "events" or "where" or "since" or "before" or "between" =>
            Wrong(call, "events are no value of their own; put them together with .count(), .sum(e, …), .first() or another function."),
        "map" or "filter" or "exists_one" => new(ConditionReason.UnknownName, call.Position, $"there is no '{call.Name}'; use exists or all."),
        _ => new(
            ConditionReason.UnknownName, call.Position,
            $"there is no function '{call.Name}'; there are {string.Join(", ", ConditionKinds.ByFunction.Keys.Concat(OperandKinds.ByFunction.Keys).Distinct().Order(StringComparer.Ordinal))}."),
    };

    Condition Meaning(SyntaxNode syntax) => syntax switch
    {
        FlagSyntax flag => new Condition { Constant = flag.Value },
        NotSyntax not => new Condition { Not = Condition(not.Operand) },
        ChainSyntax { IsAnd: true } chain => new Condition { All = List(chain) },
        ChainSyntax chain => new Condition { Any = List(chain) },
        BinarySyntax { Sign: "in" } membership => new Condition { Member = MemberKind.Read(membership, this) },
        BinarySyntax { Sign: not ("+" or "-") } relation => new Condition { Compare = CompareKind.Read(relation, this) },
        CallSyntax call when ConditionKinds.ByFunction.TryGetValue(call.Name, out var kind) => kind.Read(call, this),
        CallSyntax call when OperandKinds.ByFunction.ContainsKey(call.Name) =>
            throw Wrong(call, $"'{call.Name}' gives a value, which does not hold by itself; compare it with something."),
        CallSyntax call => throw Unknown(call),
        // A flag alone says that it is true.
        NameSyntax or SelectSyntax => new Condition { Compare = CompareKind.IsTrue(Operand(syntax)) },
        _ => throw Wrong(syntax, "a value does not hold by itself; compare it with something."),
    };

    ConditionList List(ChainSyntax chain) => map.Add(new ConditionList { Conditions = { chain.Items.Select(Condition) } }, chain);

    static ConditionSyntaxException NoValue(CallSyntax call) => ConditionKinds.ByFunction.ContainsKey(call.Name)
        ? Wrong(call, $"'{call.Name}' holds or does not; it has no value to be compared, and no fields.")
        : OperandKinds.ByFunction.ContainsKey(call.Name) ? Wrong(call, $"a path ends before '{call.Name}'.") : Unknown(call);
}
