using System.Runtime.CompilerServices;
using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions;

/// <summary>A value as a condition reads it. Nothing is allocated for it.</summary>
public readonly struct ConditionValue
{
    internal readonly ValueKind Kind;
    internal readonly object? Reference;
    readonly Int128 _bits;

    ConditionValue(ValueKind kind, object? reference, Int128 bits) => (Kind, Reference, _bits) = (kind, reference, bits);

    /// <summary>Nothing is there: whatever is asked about it does not hold.</summary>
    public static ConditionValue Absent => default;

    public bool IsAbsent => Kind is ValueKind.Absent;

    public static ConditionValue OfText(string text) => new(ValueKind.Text, text, 0);

    public static ConditionValue OfFlag(bool flag) => new(ValueKind.Flag, null, flag ? 1 : 0);

    public static ConditionValue OfWhole(long number) => new(ValueKind.Whole, null, number);

    public static ConditionValue OfReal(double number) => new(ValueKind.Real, null, BitConverter.DoubleToInt64Bits(number));

    public static ConditionValue OfDecimal(decimal number) => new(ValueKind.Decimal, null, Unsafe.BitCast<decimal, Int128>(number));

    /// <param name="nanos">Billionths of a unit.</param>
    public static ConditionValue OfMoney(Int128 nanos, string currencyCode) => new(ValueKind.Money, currencyCode, nanos);

    public static ConditionValue OfTime(DateTimeOffset instant) => OfTime(instant.UtcTicks);

    internal static ConditionValue OfTime(long ticks) => new(ValueKind.Time, null, ticks);

    internal static ConditionValue Of(Money money) => OfMoney(money.ToNanos(), money.CurrencyCode);

    internal static ConditionValue Of(Timestamp time) => TimeText.TicksOf(time) is { } ticks ? OfTime(ticks) : default;

    internal static ConditionValue OfMessage(object message) => new(ValueKind.Message, message, 0);

    internal static ConditionValue OfList(object list) => new(ValueKind.List, list, 0);

    internal static ConditionValue OfMap(object map) => new(ValueKind.Map, map, 0);

    internal string AsText => (string)Reference!;

    internal bool AsFlag => _bits != 0;

    internal long AsWhole => (long)_bits;

    internal double AsReal => BitConverter.Int64BitsToDouble((long)_bits);

    internal decimal AsDecimal => Unsafe.BitCast<Int128, decimal>(_bits);

    internal Int128 AsNanos => _bits;

    internal long AsTicks => (long)_bits;

    /// <summary>In the text form, as far as it has one; empty when absent.</summary>
    public override string ToString() => ValueText.Of(this);
}
