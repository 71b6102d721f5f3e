using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.History;

/// <summary>What of each event an aggregate puts together.</summary>
static class EventValues
{
    /// <summary>Type of the aggregate, and how the value of each event is read. Null where something is wrong.</summary>
    public static (OperandType Type, IReadOnlyDictionary<string, EventReader> Readers)? Compile(Operand operand, Compilation compilation, Place place)
    {
        var (aggregate, value) = (operand.Aggregate, operand.Aggregate.Value);
        var readers = new Dictionary<string, EventReader>(StringComparer.Ordinal);
        OperandType? common = null;
        foreach (var name in aggregate.Events.EventNames)
        {
            var element = new OperandType(TypeKind.Message, compilation.Roots.History!.EventType(name)!);
            var compiled = compilation.WithinFilter(() => compilation.WithVariable(
                value.Variable, element, name, place.Field("variable"), operand,
                () => compilation.Operand(new Operand { Path = value.Path }, place)));
            if (compiled is not var (slot, reading))
                return null;
            if (common is not null && common.Kind != reading.Type.Kind)
                return Refuse($"the events have values of different types, {common} and {reading.Type}; use an aggregate for each.");
            common = reading.Type;
            readers[name] = new EventReader(reading, slot, value.CurrencyCode.Length > 0 ? value.CurrencyCode : null);
        }
        if (aggregate.Function is AggregateFunction.Distinct)
            return NeedsNoCurrency() ? (OperandType.Whole, readers) : null;
        if (aggregate.Function is AggregateFunction.First or AggregateFunction.Last)
            return NeedsNoCurrency() ? (common!, readers) : null;
        if (common!.Kind is TypeKind.Money)
        {
            return MoneyText.IsCurrency(value.CurrencyCode)
                ? (common, readers)
                : Refuse("amounts are put together in one currency; name it, such as sum(e, e.total, \"EUR\").");
        }
        var isOrdered = common.IsNumber || common.Kind is TypeKind.Dynamic || common.Kind is TypeKind.Time && aggregate.Function is not AggregateFunction.Sum;
        if (!isOrdered)
            return Refuse($"{common} cannot be put together so; use a number or an amount, or count, first, last, distinct.");
        // Numbers within properties are doubles.
        return NeedsNoCurrency() ? (common.Kind is TypeKind.Dynamic ? OperandType.Real : common, readers) : null;

        bool NeedsNoCurrency()
        {
            if (value.CurrencyCode.Length == 0)
                return true;
            Refuse("only sum, min and max of amounts have a currency; leave it out.");
            return false;
        }

        (OperandType, IReadOnlyDictionary<string, EventReader>)? Refuse(string description)
        {
            compilation.Refuse(place, operand, ConditionReason.Type, description);
            return null;
        }
    }
}
