using Automation.Conditions;
using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.V1;

namespace Automation.Segments.Values;

/// <summary>
/// How numbers, amounts and instants of events become whole numbers of 128 bits, whose sum and order are the same in whichever
/// order they come, and back.
/// </summary>
abstract class AmountForm
{
    static readonly AmountForm s_whole = new WholeForm();
    static readonly AmountForm s_realSum = new RealSumForm();
    static readonly AmountForm s_realOrder = new RealOrderForm();
    static readonly AmountForm s_time = new TimeForm();

    public static AmountForm Of(HistoryQuestion question)
    {
        var aggregate = ((Operand)question.Asked).Aggregate;
        return question.Type!.Kind switch
        {
            TypeKind.Money => new MoneyForm(aggregate.Value.CurrencyCode),
            TypeKind.Time => s_time,
            TypeKind.Real => aggregate.Function is AggregateFunction.Sum ? s_realSum : s_realOrder,
            _ => s_whole,
        };
    }

    /// <summary>False where the event has no such value.</summary>
    public abstract bool TryRead(in ConditionValue value, out Int128 amount);

    public abstract ConditionValue ToValue(Int128 amount);

    sealed class WholeForm : AmountForm
    {
        public override bool TryRead(in ConditionValue value, out Int128 amount)
        {
            amount = value.Kind is ValueKind.Whole ? value.AsWhole : 0;
            return value.Kind is ValueKind.Whole;
        }

        public override ConditionValue ToValue(Int128 amount) => ConditionValue.OfWhole((long)Int128.Clamp(amount, long.MinValue, long.MaxValue));
    }

    sealed class MoneyForm(string currency) : AmountForm
    {
        public override bool TryRead(in ConditionValue value, out Int128 amount)
        {
            amount = value.Kind is ValueKind.Money ? value.AsNanos : 0;
            return value.Kind is ValueKind.Money;
        }

        public override ConditionValue ToValue(Int128 amount) => ConditionValue.OfMoney(amount, currency);
    }

    sealed class TimeForm : AmountForm
    {
        public override bool TryRead(in ConditionValue value, out Int128 amount)
        {
            amount = value.Kind is ValueKind.Time ? value.AsTicks : 0;
            return value.Kind is ValueKind.Time;
        }

        public override ConditionValue ToValue(Int128 amount) => ConditionValue.OfTime((long)amount);
    }

    /// <summary>To the ninth decimal: doubles themselves add up to something else in another order.</summary>
    sealed class RealSumForm : AmountForm
    {
        const long Billion = 1_000_000_000;
        const double Largest = 1e20;

        public override bool TryRead(in ConditionValue value, out Int128 amount)
        {
            amount = 0;
            if (value.Kind is not ValueKind.Real || double.IsNaN(value.AsReal))
                return false;
            var number = Math.Clamp(value.AsReal, -Largest, Largest);
            var whole = Math.Truncate(number);
            amount = (Int128)whole * Billion + (long)Math.Round((number - whole) * Billion);
            return true;
        }

        public override ConditionValue ToValue(Int128 amount)
        {
            var (whole, rest) = Int128.DivRem(amount, Billion);
            // As one quotient where that is exact: 0.3 is then the double that a condition's 0.3 is.
            return ConditionValue.OfReal(rest == 0 ? (double)whole : Int128.Abs(amount) < 1L << 53 ? (double)amount / Billion : (double)whole + (double)rest / Billion);
        }
    }

    /// <summary>In the order of the doubles, and each exactly.</summary>
    sealed class RealOrderForm : AmountForm
    {
        public override bool TryRead(in ConditionValue value, out Int128 amount)
        {
            var isNumber = value.Kind is ValueKind.Real && !double.IsNaN(value.AsReal);
            amount = isNumber ? Turned(BitConverter.DoubleToInt64Bits(value.AsReal)) : 0;
            return isNumber;
        }

        public override ConditionValue ToValue(Int128 amount) => ConditionValue.OfReal(BitConverter.Int64BitsToDouble(Turned((long)amount)));

        // Negative doubles ascend as their bits descend.
        static long Turned(long bits) => bits < 0 ? bits ^ long.MaxValue : bits;
    }
}
