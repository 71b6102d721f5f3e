using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Imports;

/// <summary>Whom an import can reach. Pure.</summary>
static class Reachability
{
    static readonly Channel[] s_channels = [Channel.Email, Channel.Sms];

    /// <summary>Nobody, on each channel.</summary>
    public static IEnumerable<ImportReach> None() => s_channels.Select(channel => new ImportReach { Channel = channel });

    /// <summary>Counts a shopper on every channel.</summary>
    public static void Count(IEnumerable<ImportReach> reach, ProfileState state)
    {
        foreach (var channel in reach)
            Count(channel, state);
    }

    static void Count(ImportReach reach, ProfileState state)
    {
        var address = ConsentStanding.AddressOf(state.Profile, reach.Channel);
        var said = ConsentStanding.Of(state.Profile, reach.Channel);
        if (address.Length == 0)
            reach.NoAddressCount++;
        else if (ProfileFold.IsRefused(state, reach.Channel, address) || (said is not null && RowEvents.IsSuppression(said)))
            reach.SuppressedCount++;
        else if (said is null)
            reach.NeverAskedCount++;
        else if (said.State is ConsentState.Subscribed)
            reach.ReachableCount++;
        else
            reach.OptedOutCount++;
    }
}
