using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Automation.Compat.Tests.References;

/// <summary>
/// Signatures as text that is the same on both sides of a reference: types of the framework by name alone, others with
/// their assembly, class or value type where the signature says so, type parameters replaced where they are known.
/// </summary>
sealed class TypeNames(MetadataFile file) : ISignatureTypeProvider<string, ImmutableArray<string>>
{
    const byte ClassKind = 0x12;
    const byte ValueTypeKind = 0x11;

    readonly MetadataReader _reader = file.Reader;

    public string Of(EntityHandle type, ImmutableArray<string> arguments = default) => type.Kind switch
    {
        HandleKind.TypeDefinition => GetTypeFromDefinition(_reader, (TypeDefinitionHandle)type, 0),
        HandleKind.TypeReference => GetTypeFromReference(_reader, (TypeReferenceHandle)type, 0),
        HandleKind.TypeSpecification =>
            _reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, arguments),
        _ => throw new BadImageFormatException($"{type.Kind} is not a type."),
    };

    public string OfAttribute(CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference => Of(_reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent),
        _ => Of(_reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()),
    };

    public static string OfMethod(string name, MethodSignature<string> signature) =>
        $"{(signature.Header.IsInstance ? "" : "static ")}{signature.ReturnType} {name}"
        + (signature.GenericParameterCount > 0 ? $"`{signature.GenericParameterCount}" : "")
        + $"({string.Join(", ", signature.ParameterTypes)})";

    public string OfMethod(MethodDefinition method, ImmutableArray<string> arguments = default) =>
        OfMethod(_reader.GetString(method.Name), method.DecodeSignature(this, arguments));

    public string OfField(FieldDefinition field, ImmutableArray<string> arguments = default) =>
        $"{field.DecodeSignature(this, arguments)} {_reader.GetString(field.Name)}";

    public string OfMember(MemberReference member) => member.GetKind() == MemberReferenceKind.Method
        ? OfMethod(_reader.GetString(member.Name), member.DecodeMethodSignature(this, default))
        : $"{member.DecodeFieldSignature(this, default)} {_reader.GetString(member.Name)}";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        return Kind(rawTypeKind) + (outer.IsNil
            ? $"[{file.Name}]{Full(reader.GetString(type.Namespace), reader.GetString(type.Name))}"
            : $"{GetTypeFromDefinition(reader, outer, 0)}/{reader.GetString(type.Name)}");
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            return Kind(rawTypeKind)
                + $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}/{reader.GetString(type.Name)}";
        var name = Full(reader.GetString(type.Namespace), reader.GetString(type.Name));
        var scope = file.ScopeOf(handle);
        return Kind(rawTypeKind) + (scope is null || IsFramework(scope) ? name : $"[{scope}]{name}");
    }

    public string GetTypeFromSpecification(
        MetadataReader reader, ImmutableArray<string> genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericTypeParameter(ImmutableArray<string> genericContext, int index) =>
        genericContext.IsDefault ? $"!{index}" : genericContext[index];

    public string GetGenericMethodParameter(ImmutableArray<string> genericContext, int index) => $"!!{index}";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetFunctionPointerType(MethodSignature<string> signature) => OfMethod("*", signature);

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) =>
        $"{unmodifiedType} {(isRequired ? "modreq" : "modopt")}({modifier})";

    // The framework's types wander between its assemblies from version to version.
    static bool IsFramework(string assembly) =>
        assembly is "mscorlib" or "netstandard" or "System"
        || (assembly.StartsWith("System.", StringComparison.Ordinal) && assembly != "System.IO.Hashing")
        || assembly.StartsWith("Microsoft.", StringComparison.Ordinal);

    static string Kind(byte rawTypeKind) => rawTypeKind switch
    {
        ClassKind => "class ",
        ValueTypeKind => "valuetype ",
        _ => "",
    };

    static string Full(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
