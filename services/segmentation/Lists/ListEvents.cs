using System.Security.Cryptography;
using System.Text;
using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Lists;

/// <summary>A change of a list that somebody asked for.</summary>
/// <param name="ShopId">The shop.</param>
/// <param name="ListId">The list.</param>
/// <param name="Change">Joined or left.</param>
/// <param name="RequestId">By which a repeat is known; empty: it is not.</param>
/// <param name="Reason">For people.</param>
/// <param name="IsHistory">Whether it starts nothing.</param>
/// <param name="Time">When it was asked for.</param>
sealed record ListRequest(
    string ShopId, string ListId, ListChange Change, string RequestId, string Reason, bool IsHistory, DateTimeOffset Time);

/// <summary>Changes of lists as events. Pure.</summary>
static class ListEvents
{
    /// <summary>The event of a request about the shopper at a place of it. The same request makes the same event ids.</summary>
    public static Event Of(ListRequest request, string requestKey, int place) => new()
    {
        EventId = $"list-{requestKey}-{place}",
        OccurTime = request.Time.ToTimestamp(),
        History = request.IsHistory,
        ListChanged = new ListChanged { ListId = request.ListId, Change = request.Change, Reason = request.Reason },
    };

    /// <summary>Stands for a request in event ids, which have 100 characters at most.</summary>
    public static string KeyOf(ListRequest request) => request.RequestId.Length == 0
        ? Guid.CreateVersion7().ToString("N")
        : Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{request.ListId}/{request.Change}/{request.RequestId}")).AsSpan(0, 16));
}
