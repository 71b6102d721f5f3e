using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Automation.Compat.Tests.References;

/// <summary>A type definition with the arguments for its type parameters, by default the parameters themselves.</summary>
sealed record Instance(MetadataFile File, TypeDefinitionHandle Handle, ImmutableArray<string> Arguments)
{
    public TypeDefinition Type => File.Reader.GetTypeDefinition(Handle);

    public string Name => File.Names.Of(Handle);

    public bool IsAbstract => (Type.Attributes & TypeAttributes.Abstract) != 0;

    public IEnumerable<MethodDefinition> Methods => Type.GetMethods().Select(File.Reader.GetMethodDefinition);

    public IEnumerable<FieldDefinition> Fields => Type.GetFields().Select(File.Reader.GetFieldDefinition);

    public string TextOf(MethodDefinition method) => File.Names.OfMethod(method, Arguments);

    public string TextOf(FieldDefinition field) => File.Names.OfField(field, Arguments);

    /// <summary>The bounds of a method's type parameters, which an override must repeat.</summary>
    public string BoundsOf(MethodDefinition method) =>
        string.Join("; ", method.GetGenericParameters().Select(handle =>
        {
            var parameter = File.Reader.GetGenericParameter(handle);
            var types = parameter.GetConstraints()
                .Select(constraint => File.Names.Of(File.Reader.GetGenericParameterConstraint(constraint).Type, Arguments))
                .Order();
            return $"{parameter.Attributes & GenericParameterAttributes.SpecialConstraintMask}, {string.Join(", ", types)}";
        }));
}
