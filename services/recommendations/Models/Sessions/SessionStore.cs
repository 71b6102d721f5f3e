using System.Collections.Concurrent;
using Automation.Recommendations.Interactions;
using Microsoft.Extensions.Options;

namespace Automation.Recommendations.Models.Sessions;

/// <summary>The sessions of every shop, within one bound: what a large shop has too much is not taken from a small one.</summary>
sealed class SessionStore(IOptions<ModelOptions> options)
{
    readonly ConcurrentDictionary<string, ShopSessions> _shops = new();

    /// <summary>Items in all sessions.</summary>
    public long Size => _shops.Values.Sum(shop => shop.Size);

    /// <summary>The sessions of a shop; null where nothing is known.</summary>
    public ShopSessions? Find(string shopId) => _shops.GetValueOrDefault(shopId);

    /// <summary>Takes interactions in the order of log time. Not for two threads at once.</summary>
    public void Apply(IEnumerable<Interaction> interactions)
    {
        foreach (var ofShop in interactions.GroupBy(interaction => interaction.ShopId))
        {
            var shop = _shops.GetOrAdd(ofShop.Key, _ => new ShopSessions(options.Value.SessionsOfShop));
            foreach (var few in ofShop.Chunk(200))
            {
                // Whoever asks in between does not wait for all of them.
                lock (shop.Gate)
                {
                    foreach (var interaction in few)
                        shop.Apply(interaction);
                }
            }
        }
        Bound();
    }

    void Bound()
    {
        for (var tooMany = Size - options.Value.Items; tooMany > 0; tooMany = Size - options.Value.Items)
        {
            var largest = _shops.Values.MaxBy(shop => shop.Size)!;
            lock (largest.Gate)
            {
                var target = largest.Size - Math.Min(tooMany, Math.Max(1, largest.Size / 10));
                while (largest.Size > target && largest.DropOldest())
                {
                }
            }
        }
    }
}
