using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Google.Protobuf.WellKnownTypes;
using Kind = Google.Protobuf.WellKnownTypes.Value.KindOneofCase;

namespace Automation.Ingestion.Admission;

/// <summary>Free-form properties: bounded in fields and depth, and of values that JSON and PostgreSQL can hold.</summary>
static class StructRules
{
    const int MaxDepth = 10;

    /// <summary>Fields of nested objects count too: the limit bounds the work of every later reader.</summary>
    public static Violation? Check(string field, Struct value, int maxFields)
    {
        var left = maxFields;
        var violation = Object(value, 1, ref left);
        return left < 0
            ? Violation.TooLong(field, $"must have at most {maxFields} fields, nested ones included; remove some.")
            : violation?.Under(field);
    }

    // Paths grow from the inside, so that a good value writes none.
    static Violation? Object(Struct value, int depth, ref int left)
    {
        if (depth > MaxDepth)
            return TooDeep;
        left -= value.Fields.Count;
        if (left < 0)
            return null;
        foreach (var (key, item) in value.Fields)
        {
            if (key.Length == 0)
                return Violation.Invalid("", "must not have a property without a name, which JSON answers cannot show; name it or leave it out.");
            if (FieldRules.Storable("", key) is { } wrong)
                return wrong;
            if (Check(item, depth, ref left) is { } violation)
                return violation.Under(key);
        }
        return null;
    }

    static Violation? List(ListValue list, int depth, ref int left)
    {
        if (depth > MaxDepth)
            return TooDeep;
        foreach (var item in list.Values)
        {
            if (Check(item, depth, ref left) is { } violation)
                return violation;
        }
        return null;
    }

    static Violation? Check(Value value, int depth, ref int left) => value.KindCase switch
    {
        Kind.None => Violation.Invalid("", "has no value; use null or leave it out."),
        Kind.NumberValue when !double.IsFinite(value.NumberValue) =>
            Violation.Invalid("", "must be a finite number; leave it out when there is none."),
        Kind.StringValue => FieldRules.Storable("", value.StringValue),
        Kind.StructValue => Object(value.StructValue, depth + 1, ref left),
        Kind.ListValue => List(value.ListValue, depth + 1, ref left),
        _ => null,
    };

    static Violation TooDeep => Violation.Invalid("", $"must be nested at most {MaxDepth} deep; flatten it.");
}
