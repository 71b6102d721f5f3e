using Automation.Commerce.V1;

namespace Automation.Commerce;

/// <summary>Kinds of addresses that messages reach. The numbers are part of <see cref="AddressSubject"/>: they never change.</summary>
public enum AddressKind
{
    /// <summary>A mailbox in its one form.</summary>
    Email = 1,

    /// <summary>A phone number in E.164. All channels to a phone share it.</summary>
    Phone = 2,
}

/// <summary>Which kind of address a channel writes to.</summary>
public static class AddressKinds
{
    /// <summary>Null when the channel has no address, or is not known to this build.</summary>
    public static AddressKind? Of(Channel channel) => channel switch
    {
        Channel.Email => AddressKind.Email,
        Channel.Sms => AddressKind.Phone,
        _ => null,
    };
}
