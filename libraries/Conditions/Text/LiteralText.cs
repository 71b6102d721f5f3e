using System.Globalization;
using Automation.Commerce.V1;
using Automation.Conditions.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Text;

/// <summary>Constants in the text form.</summary>
static class LiteralText
{
    const string MoneyUsage = "money(\"49.90 EUR\")";
    const string TimeUsage = "timestamp(\"2026-01-31T12:00:00Z\")";

    public static Literal Read(SyntaxNode syntax, SyntaxReader reader) => syntax switch
    {
        TextSyntax text => new Literal { Text = text.Value },
        FlagSyntax flag => new Literal { Flag = flag.Value },
        NumberSyntax { IsWhole: true } number when long.TryParse(number.Digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
            new Literal { Whole = whole },
        NumberSyntax { IsWhole: false } number when DecimalText.Canonical(number.Digits) is { } digits => new Literal { Decimal = digits },
        NumberSyntax number => throw new ConditionSyntaxException(
            ConditionReason.Literal, number.Position, "the number is too long; whole numbers have 64 bits, decimals 28 digits."),
        CallSyntax { Name: "money" } call => new Literal { Money = MoneyOf(call) },
        CallSyntax { Name: "timestamp" } call => new Literal { DateTime = TimeOf(call) },
        CallSyntax { Name: "duration" } call => throw SyntaxReader.Unknown(call),
        _ => throw SyntaxReader.Wrong(syntax, $"expected a constant: text, a number, true, false, {MoneyUsage} or {TimeUsage}."),
    };

    public static Timestamp TimeOf(SyntaxNode syntax)
    {
        if (syntax is not CallSyntax { Name: "timestamp" } call)
            throw SyntaxReader.Wrong(syntax, $"expected an instant: {TimeUsage}.");
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, TimeUsage);
        return TimeText.Parse(SyntaxReader.Text(call.Arguments[0]))
            ?? throw new ConditionSyntaxException(ConditionReason.Literal, call.Position, $"this is no instant; write it with its offset, as in {TimeUsage}.");
    }

    static Money MoneyOf(CallSyntax call)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, MoneyUsage);
        return MoneyText.Parse(SyntaxReader.Text(call.Arguments[0]))
            ?? throw new ConditionSyntaxException(
                ConditionReason.Literal, call.Position, $"this is no amount; write a number with at most 9 decimals, a space and the currency's code, as in {MoneyUsage}.");
    }
}
