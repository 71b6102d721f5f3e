using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Evaluating;

/// <summary>Values within traits and properties.</summary>
static class DynamicValue
{
    public static ConditionValue Of(Value? value) => value?.KindCase switch
    {
        Value.KindOneofCase.StringValue => ConditionValue.OfText(value.StringValue),
        Value.KindOneofCase.NumberValue => ConditionValue.OfReal(value.NumberValue),
        Value.KindOneofCase.BoolValue => ConditionValue.OfFlag(value.BoolValue),
        Value.KindOneofCase.StructValue => ConditionValue.OfMessage(value.StructValue),
        Value.KindOneofCase.ListValue => ConditionValue.OfList(value.ListValue.Values),
        // Null is not there.
        _ => default,
    };
}
