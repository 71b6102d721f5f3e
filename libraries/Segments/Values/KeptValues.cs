using Automation.Conditions;
using Automation.Conditions.Evaluating;

namespace Automation.Segments.Values;

/// <summary>Values of events as they are stored.</summary>
static class KeptValues
{
    /// <summary>Null when there is none; so are structs and lists, which nothing can be compared with.</summary>
    public static KeptValue? Of(in ConditionValue value) => value.Kind switch
    {
        ValueKind.Text => new KeptValue { Text = Cut(value.AsText) },
        ValueKind.Flag => new KeptValue { Flag = value.AsFlag },
        ValueKind.Whole => new KeptValue { Whole = value.AsWhole },
        ValueKind.Real => new KeptValue { Real = value.AsReal },
        ValueKind.Money => new KeptValue
        {
            Money = new KeptMoney { CurrencyCode = value.AsText, Low = Halves.Low(value.AsNanos), High = Halves.High(value.AsNanos) },
        },
        ValueKind.Time => new KeptValue { Time = value.AsTicks },
        _ => null,
    };

    public static ConditionValue ToValue(KeptValue? kept) => kept?.KindCase switch
    {
        KeptValue.KindOneofCase.Text => ConditionValue.OfText(kept.Text),
        KeptValue.KindOneofCase.Flag => ConditionValue.OfFlag(kept.Flag),
        KeptValue.KindOneofCase.Whole => ConditionValue.OfWhole(kept.Whole),
        KeptValue.KindOneofCase.Real => ConditionValue.OfReal(kept.Real),
        KeptValue.KindOneofCase.Money => ConditionValue.OfMoney(Halves.Join(kept.Money.Low, kept.Money.High), kept.Money.CurrencyCode),
        KeptValue.KindOneofCase.Time => ConditionValue.OfTime(kept.Time),
        _ => default,
    };

    // Not between the two halves of one character.
    static string Cut(string text) => text.Length <= SegmentLimits.TextLength ? text
        : text[..(char.IsHighSurrogate(text[SegmentLimits.TextLength - 1]) ? SegmentLimits.TextLength - 1 : SegmentLimits.TextLength)];
}
