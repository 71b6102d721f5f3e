using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Automation.Compat.Tests.References;

/// <summary>The metadata of one assembly, with what the reader does not offer by itself.</summary>
sealed class MetadataFile : IDisposable
{
    readonly PEReader _image;

    public MetadataFile(Stream image)
    {
        _image = new PEReader(image);
        Reader = _image.GetMetadataReader();
        Name = Reader.GetString(Reader.GetAssemblyDefinition().Name);
        Names = new TypeNames(this);
    }

    public MetadataFile(Assembly assembly)
        : this(File.OpenRead(assembly.Location))
    {
    }

    public MetadataReader Reader { get; }

    public TypeNames Names { get; }

    public string Name { get; }

    public Version Version => Reader.GetAssemblyDefinition().Version;

    public string KeyToken => TokenOf(Reader.GetBlobBytes(Reader.GetAssemblyDefinition().PublicKey));

    public byte[] BodyOf(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 ? [] : _image.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];

    /// <summary>The assembly that a type reference, or the one it is nested in, points to.</summary>
    public string? ScopeOf(TypeReferenceHandle handle)
    {
        var scope = Reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => ScopeOf((TypeReferenceHandle)scope),
            HandleKind.AssemblyReference =>
                Reader.GetString(Reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            _ => null,
        };
    }

    /// <summary>Whether internal members are shown to that assembly.</summary>
    public bool IsOpenTo(MetadataFile other) =>
        Reader.GetAssemblyDefinition().GetCustomAttributes().Any(handle =>
        {
            var attribute = Reader.GetCustomAttribute(handle);
            if (Names.OfAttribute(attribute) != "System.Runtime.CompilerServices.InternalsVisibleToAttribute")
                return false;
            var blob = Reader.GetBlobReader(attribute.Value);
            blob.ReadUInt16();
            var friend = new AssemblyName(blob.ReadSerializedString()!);
            return friend.Name == other.Name
                && (friend.GetPublicKey() is not { Length: > 0 } key || TokenOf(key) == other.KeyToken);
        });

    public void Dispose() => _image.Dispose();

    // A token is the last eight bytes of the key's SHA-1, backwards.
    static string TokenOf(byte[] key) =>
#pragma warning disable CA5350 // The format's choice, not ours.
        key.Length == 0 ? "" : Convert.ToHexString([.. SHA1.HashData(key)[^8..].Reverse()]);
#pragma warning restore CA5350
}
