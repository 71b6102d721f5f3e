using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion;

/// <summary>Limits that the contracts state. Changing one is changing the contract.</summary>
static class Limits
{
    /// <summary>Bytes of one event in serialized form.</summary>
    public const int EventBytes = 32 * 1024;

    /// <summary>Events of one batch.</summary>
    public const int BatchEvents = 500;

    /// <summary>Bytes of one batch, its events added up.</summary>
    public const int BatchBytes = 512_000;

    /// <summary>Bytes of a request with events: twice a batch, so that one that is too large is told by how much.</summary>
    public const int MessageBytes = 1024 * 1024;

    /// <summary>Batches of one stream that may be un-acked.</summary>
    public const int StreamBatches = 16;

    /// <summary>Depth of a derived event.</summary>
    public const int Depth = 16;

    /// <summary>Shoppers who share a cart. An id that more of them use is taken for no cart's.</summary>
    public const int CartHolders = 10;

    /// <summary>How long after it was written it is written again that somebody holds a cart: well before it is pruned.</summary>
    public static readonly TimeSpan CartHolderRefresh = TimeSpan.FromDays(30);

    /// <summary>Former owners of a device. Where there are more of late it is a till or a library's.</summary>
    public const int DeviceOwners = 10;

    /// <summary>How long it is remembered whose a device was: longer than a reminder waits.</summary>
    public static readonly TimeSpan FormerOwners = TimeSpan.FromDays(30);

    /// <summary>How much later somebody must have been known on a device again for the table to be told.</summary>
    public static readonly TimeSpan ClaimRefresh = TimeSpan.FromMinutes(10);

    /// <summary>Addresses of a kind that a withdrawal without address is about, in the order of their characters.</summary>
    public const int ShopperAddresses = 100;

    /// <summary>Before it nothing that matters to a shop of today has happened: what claims so has a wrong clock.</summary>
    public static readonly Timestamp Earliest = new() { Seconds = 946_684_800 };

    /// <summary>How far an event's time may be ahead of the shop clock.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    /// <summary>Records of one page of the log.</summary>
    public const int PageRecords = 5_000;

    /// <summary>Bytes of one page: below the 4 MB that a gRPC client accepts by default.</summary>
    public const int PageBytes = 3_000_000;
}
