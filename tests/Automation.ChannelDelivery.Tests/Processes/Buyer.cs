using Automation.Commerce.V1;
using Automation.EventLog.Following;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>Someone who may be written to.</summary>
sealed record Buyer(string ShopId, string UserId, string Email, string ShopperId)
{
    public int Partition => Partitions.Of(ShopId, ShopperId);

    public Identifiers Identifiers => new() { UserId = UserId, Email = Email };
}
