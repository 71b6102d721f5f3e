using Automation.Ingestion.Appending;

namespace Automation.Ingestion.Storage;

/// <summary>Whose carts this replica has written lately, so that not every event of a cart writes it again.</summary>
sealed class CartHolderCache(int capacity = 100_000)
{
    readonly TwoGenerations<CartHolder, DateTimeOffset> _written = new(capacity);

    /// <summary>Those that must be written: not known here, or so long ago that pruning comes near.</summary>
    public List<CartHolder> Unwritten(IReadOnlyCollection<CartHolder> holders, DateTimeOffset logTime)
    {
        var unwritten = new List<CartHolder>();
        foreach (var holder in holders)
        {
            _written.TryGetValue(holder, out var written);
            if (written < logTime - Limits.CartHolderRefresh)
                unwritten.Add(holder);
        }
        return unwritten;
    }

    /// <summary>Takes in what is committed.</summary>
    public void Add(List<CartHolder> written, DateTimeOffset logTime)
    {
        foreach (var holder in written)
            _written.Put(holder, logTime);
    }
}
