using Automation.Ingestion.Appending;

namespace Automation.Ingestion.Storage;

/// <summary>
/// Whose carts this replica has written lately, so that not every event of a cart writes it again. Two generations: when the
/// younger is full, it becomes the elder, whose entries go unless they are used.
/// </summary>
sealed class CartHolderCache(int capacity = 100_000)
{
    Dictionary<CartHolder, DateTimeOffset> _younger = [];
    Dictionary<CartHolder, DateTimeOffset> _elder = [];

    /// <summary>Those that must be written: not known here, or so long ago that pruning comes near.</summary>
    public List<CartHolder> Unwritten(IReadOnlyCollection<CartHolder> holders, DateTimeOffset logTime)
    {
        var unwritten = new List<CartHolder>();
        foreach (var holder in holders)
        {
            if (!_younger.TryGetValue(holder, out var written) && _elder.TryGetValue(holder, out written))
                Put(holder, written);
            if (written < logTime - Limits.CartHolderRefresh)
                unwritten.Add(holder);
        }
        return unwritten;
    }

    /// <summary>Takes in what is committed.</summary>
    public void Add(List<CartHolder> written, DateTimeOffset logTime)
    {
        foreach (var holder in written)
            Put(holder, logTime);
    }

    void Put(CartHolder holder, DateTimeOffset written)
    {
        if (_younger.Count >= capacity / 2)
            (_elder, _younger) = (_younger, []);
        _younger[holder] = written;
    }
}
