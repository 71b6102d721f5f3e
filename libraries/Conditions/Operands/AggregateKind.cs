using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary><c>events("order_completed").in_last("365d").sum(e, e.total, "EUR")</c>.</summary>
sealed class AggregateKind() : OperandKind(Operand.KindOneofCase.Aggregate, [.. s_names.Select(pair => pair.Name)])
{
    static readonly (string Name, AggregateFunction Function)[] s_names =
    [
        ("count", AggregateFunction.Count), ("sum", AggregateFunction.Sum), ("min", AggregateFunction.Min), ("max", AggregateFunction.Max),
        ("first", AggregateFunction.First), ("last", AggregateFunction.Last), ("distinct", AggregateFunction.Distinct),
    ];

    public override Operand Read(CallSyntax call, SyntaxReader reader)
    {
        var function = s_names.First(pair => pair.Name == call.Name).Function;
        var (least, most, usage) = function switch
        {
            AggregateFunction.Count => (0, 0, "events(…).count()"),
            AggregateFunction.First or AggregateFunction.Last => (0, 2, $"events(…).{call.Name}() or events(…).{call.Name}(e, e.order_id)"),
            AggregateFunction.Distinct => (2, 2, "events(…).distinct(e, e.order_id)"),
            _ => (2, 3, $"events(…).{call.Name}(e, e.total, \"EUR\")"),
        };
        SyntaxReader.Expect(call, hasTarget: true, least, call.Arguments.Count == 1 ? 0 : most, usage);
        var aggregate = new Aggregate { Events = EventPatterns.Read(call.Target!, reader), Function = function };
        if (call.Arguments.Count > 1)
        {
            aggregate.Value = new EventValue { Variable = SyntaxReader.Variable(call.Arguments[0]), Path = reader.Path(call.Arguments[1]) };
            if (call.Arguments.Count > 2)
                aggregate.Value.CurrencyCode = SyntaxReader.Text(call.Arguments[2]);
        }
        return new Operand { Aggregate = aggregate };
    }

    public override void Write(Operand operand, ConditionPrinter printer)
    {
        var aggregate = operand.Aggregate;
        EventPatterns.Write(aggregate.Events, printer);
        printer.Write($".{s_names.FirstOrDefault(pair => pair.Function == aggregate.Function).Name ?? "?"}(");
        if (aggregate.Value is { } value)
        {
            printer.Write($"{value.Variable}, ").Path(value.Path);
            if (value.CurrencyCode.Length > 0)
                printer.Write(", ").Text(value.CurrencyCode);
        }
        printer.Write(")");
    }

    public override Reading? Compile(Operand operand, Compilation compilation, Place place)
    {
        place = place.Field("aggregate");
        if (!compilation.CheckHistory(place, operand))
            return null;
        var (aggregate, function) = (operand.Aggregate, operand.Aggregate.Function);
        if (!Array.Exists(s_names, pair => pair.Function == function))
            return compilation.Refuse<Reading>(place.Field("function"), operand, ConditionReason.Incomplete, "the function is missing or unknown; set one.");
        var isValueless = function is AggregateFunction.Count || function is AggregateFunction.First or AggregateFunction.Last && aggregate.Value is null;
        if (isValueless == aggregate.Value is not null)
            return compilation.Refuse<Reading>(
                place.Field("value"), operand, ConditionReason.Incomplete, isValueless ? "count takes no value; leave it out." : "the function puts a value of each event together; name it.");
        if (EventPatterns.Compile(aggregate.Events, mayHaveWindow: true, operand, compilation, place.Field("events")) is not { } pattern)
            return null;
        if (aggregate.Value is null)
        {
            var known = function is AggregateFunction.Count ? OperandType.Whole : OperandType.Time;
            return new HistoryReading(known, compilation.Ask(operand, [pattern], known));
        }
        return EventValues.Compile(operand, compilation, place.Field("value")) is var (type, readers)
            ? new HistoryReading(type, compilation.Ask(operand, [pattern], type, readers))
            : null;
    }
}
