using Automation.Commerce;
using Automation.Commerce.V1;

namespace Automation.Ingestion.Admission;

/// <summary>Kinds of identifiers, in the order in which they name a shopper. The numbers are stored.</summary>
enum IdentityKind : short
{
    User = 1,
    Email = 2,
    Phone = 3,
    External = 4,
    Anonymous = 5,
}

/// <summary>A name of a shopper, unique within the shop.</summary>
readonly record struct Identity(string ShopId, IdentityKind Kind, string Value);

static class IdentityKinds
{
    public static readonly IdentityKind[] InOrder =
        [IdentityKind.User, IdentityKind.Email, IdentityKind.Phone, IdentityKind.External, IdentityKind.Anonymous];

    /// <summary>In the order of the contract's fields.</summary>
    public static readonly IdentityKind[] ByField =
        [IdentityKind.Anonymous, IdentityKind.User, IdentityKind.Email, IdentityKind.Phone, IdentityKind.External];

    /// <summary>As what an address names a shopper.</summary>
    public static IdentityKind Of(AddressKind kind) => kind is AddressKind.Email ? IdentityKind.Email : IdentityKind.Phone;

    /// <summary>Whether messages reach it.</summary>
    public static bool IsAddress(this IdentityKind kind) => kind is IdentityKind.Email or IdentityKind.Phone;

    /// <summary>
    /// Whether an event's identifier of another kind can say that it is not about the owner of this one: a user id always can, and
    /// any name where people share it, which is a phone number or a device.
    /// </summary>
    public static bool IsContradictedBy(this IdentityKind kind, IdentityKind other) =>
        other != kind && kind is not IdentityKind.User && other is not IdentityKind.Anonymous
        && (kind is not (IdentityKind.Email or IdentityKind.External) || other is IdentityKind.User);

    /// <summary>Name of the contract's field.</summary>
    public static string Field(this IdentityKind kind) => kind switch
    {
        IdentityKind.User => "user_id",
        IdentityKind.Email => "email",
        IdentityKind.Phone => "phone",
        IdentityKind.External => "external_id",
        _ => "anonymous_id",
    };

    public static void Set(this Identifiers identifiers, IdentityKind kind, string value)
    {
        switch (kind)
        {
            case IdentityKind.User:
                identifiers.UserId = value;
                break;
            case IdentityKind.Email:
                identifiers.Email = value;
                break;
            case IdentityKind.Phone:
                identifiers.Phone = value;
                break;
            case IdentityKind.External:
                identifiers.ExternalId = value;
                break;
            default:
                identifiers.AnonymousId = value;
                break;
        }
    }

    /// <summary>The identifier of a kind, empty when not given.</summary>
    public static string Of(this Identifiers identifiers, IdentityKind kind) => kind switch
    {
        IdentityKind.User => identifiers.UserId,
        IdentityKind.Email => identifiers.Email,
        IdentityKind.Phone => identifiers.Phone,
        IdentityKind.External => identifiers.ExternalId,
        _ => identifiers.AnonymousId,
    };
}
