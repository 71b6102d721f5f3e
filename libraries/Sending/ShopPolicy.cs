using Automation.Commerce.V1;

namespace Automation.Sending;

/// <summary>When and how often a shop writes.</summary>
/// <param name="Quiet">Null: none.</param>
/// <param name="Caps">At most one for each channel.</param>
public sealed record ShopPolicy(QuietTime? Quiet, IReadOnlyList<FrequencyLimit> Caps)
{
    public static readonly ShopPolicy None = new(null, []);

    public FrequencyLimit? CapOf(Channel channel) => Caps.FirstOrDefault(cap => cap.Channel == channel);
}

/// <summary>At most so many messages on a channel in any stretch of time that long.</summary>
public sealed record FrequencyLimit(Channel Channel, int MessageCount, TimeSpan Window);
