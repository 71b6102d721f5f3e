using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Automation.Compat.Tests.References;

/// <summary>Takes a generic instantiation apart: the generic type, and its arguments as text.</summary>
sealed class TypeArguments : ISignatureTypeProvider<TypeArguments.Part, ImmutableArray<string>>
{
    readonly TypeNames _names;

    TypeArguments(TypeNames names) => _names = names;

    public static (EntityHandle Generic, ImmutableArray<string> Arguments) Of(
        MetadataFile file, TypeSpecificationHandle type, ImmutableArray<string> context)
    {
        var part = file.Reader.GetTypeSpecification(type).DecodeSignature(new TypeArguments(file.Names), context);
        return (part.Generic, part.Arguments);
    }

    public Part GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new(_names.GetTypeFromDefinition(reader, handle, rawTypeKind)) { Generic = handle };

    public Part GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        new(_names.GetTypeFromReference(reader, handle, rawTypeKind)) { Generic = handle };

    public Part GetGenericInstantiation(Part genericType, ImmutableArray<Part> typeArguments)
    {
        ImmutableArray<string> arguments = [.. typeArguments.Select(argument => argument.Text)];
        return new(_names.GetGenericInstantiation(genericType.Text, arguments))
        {
            Generic = genericType.Generic,
            Arguments = arguments,
        };
    }

    public Part GetTypeFromSpecification(
        MetadataReader reader, ImmutableArray<string> genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public Part GetGenericTypeParameter(ImmutableArray<string> genericContext, int index) =>
        new(_names.GetGenericTypeParameter(genericContext, index));

    public Part GetGenericMethodParameter(ImmutableArray<string> genericContext, int index) =>
        new(_names.GetGenericMethodParameter(genericContext, index));

    public Part GetArrayType(Part elementType, ArrayShape shape) => new(_names.GetArrayType(elementType.Text, shape));

    public Part GetSZArrayType(Part elementType) => new(_names.GetSZArrayType(elementType.Text));

    public Part GetByReferenceType(Part elementType) => new(_names.GetByReferenceType(elementType.Text));

    public Part GetPointerType(Part elementType) => new(_names.GetPointerType(elementType.Text));

    public Part GetPinnedType(Part elementType) => elementType;

    public Part GetPrimitiveType(PrimitiveTypeCode typeCode) => new(_names.GetPrimitiveType(typeCode));

    public Part GetFunctionPointerType(MethodSignature<Part> signature) => new("function pointer");

    public Part GetModifiedType(Part modifier, Part unmodifiedType, bool isRequired) =>
        new(_names.GetModifiedType(modifier.Text, unmodifiedType.Text, isRequired));

    public sealed record Part(string Text)
    {
        public EntityHandle Generic { get; init; }

        public ImmutableArray<string> Arguments { get; init; }
    }
}
