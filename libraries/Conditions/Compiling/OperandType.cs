using Google.Protobuf.Reflection;

namespace Automation.Conditions.Compiling;

enum TypeKind : byte
{
    Text,
    Flag,
    Whole,
    Real,
    Decimal,
    Money,
    Time,
    Enum,
    Message,
    List,
    Map,

    /// <summary>A value within traits or properties, whose type is known when it is read.</summary>
    Dynamic,
}

/// <summary>What a value is, as far as the contracts say.</summary>
/// <param name="Message">Of a message.</param>
/// <param name="Enum">Of an enum.</param>
/// <param name="Field">Of a list or map, what its elements are read by.</param>
sealed record OperandType(TypeKind Kind, MessageDescriptor? Message = null, EnumDescriptor? Enum = null, FieldDescriptor? Field = null)
{
    public static readonly OperandType Text = new(TypeKind.Text);
    public static readonly OperandType Flag = new(TypeKind.Flag);
    public static readonly OperandType Whole = new(TypeKind.Whole);
    public static readonly OperandType Real = new(TypeKind.Real);
    public static readonly OperandType Decimal = new(TypeKind.Decimal);
    public static readonly OperandType Money = new(TypeKind.Money);
    public static readonly OperandType Time = new(TypeKind.Time);
    public static readonly OperandType Dynamic = new(TypeKind.Dynamic);

    /// <summary>In what case letters are no matter; texts only.</summary>
    public bool IsFolded { get; init; }

    public bool IsNumber => Kind is TypeKind.Whole or TypeKind.Real or TypeKind.Decimal;

    /// <summary>As errors call it.</summary>
    public override string ToString() => Kind switch
    {
        TypeKind.Text => "a text",
        TypeKind.Flag => "true or false",
        TypeKind.Whole => "a whole number",
        TypeKind.Real or TypeKind.Decimal => "a number",
        TypeKind.Money => "an amount of money",
        TypeKind.Time => "an instant",
        TypeKind.Enum => $"a value of {Enum!.Name}",
        TypeKind.Message => $"a message of type {Message!.Name}",
        TypeKind.List => "a list",
        TypeKind.Map => "a map",
        _ => "a trait or property",
    };
}
