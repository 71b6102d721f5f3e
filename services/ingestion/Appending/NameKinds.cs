using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Appending;

/// <summary>Kinds of identifiers of which a shopper has at least one; devices are not among them.</summary>
[Flags]
enum NameKinds : byte
{
    None = 0,
    User = 1 << IdentityKind.User,
    Email = 1 << IdentityKind.Email,
    Phone = 1 << IdentityKind.Phone,
    External = 1 << IdentityKind.External,
}

static class NameKindsOfIdentity
{
    /// <summary>The kind as a set; empty for a device.</summary>
    public static NameKinds AsSet(this IdentityKind kind) => kind is IdentityKind.Anonymous ? NameKinds.None : (NameKinds)(1 << (int)kind);
}
