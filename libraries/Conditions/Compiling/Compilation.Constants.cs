using Automation.Conditions.Operands;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Compiling;

/// <summary>Constants: whether they have a meaning.</summary>
sealed partial class Compilation
{
    /// <summary>Null where something is wrong.</summary>
    public ConstantReading? Constant(Literal? literal, Place place)
    {
        switch (literal?.KindCase)
        {
            case Literal.KindOneofCase.Text when literal.Text.Length > ConditionLimits.LiteralLength:
                return Refuse<ConstantReading>(place, literal, ConditionReason.TooLong, $"a text has at most {ConditionLimits.LiteralLength} characters, this one has {literal.Text.Length}; shorten it.");
            case Literal.KindOneofCase.Text when literal.Text.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(literal.Text):
                return Refuse<ConstantReading>(place, literal, ConditionReason.Literal, "the text has a character that no text of the suite has, U+0000 or half a surrogate pair; leave it out.");
            case Literal.KindOneofCase.Text:
                return new ConstantReading(OperandType.Text, ConditionValue.OfText(literal.Text));
            case Literal.KindOneofCase.Flag:
                return new ConstantReading(OperandType.Flag, ConditionValue.OfFlag(literal.Flag));
            case Literal.KindOneofCase.Whole:
                return new ConstantReading(OperandType.Whole, ConditionValue.OfWhole(literal.Whole));
            case Literal.KindOneofCase.Decimal:
                return DecimalText.Parse(literal.Decimal) is { } number
                    ? new ConstantReading(OperandType.Decimal, ConditionValue.OfDecimal(number))
                    : Refuse<ConstantReading>(place, literal, ConditionReason.Literal, "this is no decimal number; write at most 28 digits with one point, such as 0.25.");
            case Literal.KindOneofCase.Money:
                return MoneyText.IsCurrency(literal.Money.CurrencyCode)
                    && literal.Money.Nanos is > -1_000_000_000 and < 1_000_000_000
                    && (literal.Money.Units == 0 || literal.Money.Nanos == 0 || literal.Money.Units > 0 == literal.Money.Nanos > 0)
                    ? new ConstantReading(OperandType.Money, ConditionValue.Of(literal.Money))
                    : Refuse<ConstantReading>(place, literal, ConditionReason.Literal, "this is no amount; give three capital letters as currency_code, units, and nanos of the same sign.");
            case Literal.KindOneofCase.DateTime:
                return TimeText.TicksOf(literal.DateTime) is { } ticks
                    ? new ConstantReading(OperandType.Time, ConditionValue.OfTime(ticks))
                    : Refuse<ConstantReading>(place, literal, ConditionReason.Literal, "this is no instant of the years 1 to 9999; correct it.");
            default:
                return Refuse<ConstantReading>(place, literal, ConditionReason.Incomplete, "the constant is missing; set one of its kinds.");
        }
    }

    /// <summary>Ticks of a stretch of time. Null where something is wrong.</summary>
    public long? Duration(Google.Protobuf.WellKnownTypes.Duration? duration, Place place, Google.Protobuf.IMessage part, bool mayBeNegative = false)
    {
        var limit = (long)ConditionLimits.Duration.TotalSeconds;
        if (duration is { Nanos: 0 } && (duration.Seconds > 0 || mayBeNegative) && Math.Abs(decimal.CreateChecked(duration.Seconds)) <= limit)
            return duration.Seconds * TimeSpan.TicksPerSecond;
        Refuse(place, part, ConditionReason.Literal, $"a duration is whole seconds, above 0 and at most {ConditionLimits.Duration.Days:N0} days; write {DurationText.Usage}.");
        return null;
    }

    static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // What cannot be read becomes this one; where the text has it itself, it is no loss.
            if (rune.Value == 0xFFFD && !text.Contains('\uFFFD', StringComparison.Ordinal))
                return false;
        }
        return true;
    }
}
