namespace Automation.Sending;

/// <summary>Why a message goes to no address. Documented in docs/errors.md.</summary>
public static class AddressReasons
{
    /// <summary>Nothing is known of the shopper.</summary>
    public const string ProfileMissing = "PROFILE_MISSING";

    /// <summary>The profile has no address on the channel.</summary>
    public const string AddressMissing = "ADDRESS_MISSING";

    /// <summary>No message of the channel can go to the address.</summary>
    public const string AddressInvalid = "ADDRESS_INVALID";

    /// <summary>Nobody has agreed to marketing at the address, or somebody has withdrawn.</summary>
    public const string ConsentMissing = "CONSENT_MISSING";
}
