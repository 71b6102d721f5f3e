using Automation.Commerce.V1;
using Automation.Segments;

namespace Automation.Segmentation.Memberships;

/// <summary>
/// Makes the state of a shopper who is filled in: what is known of the versions before stays, and only what is not is taken from the
/// shopper's history. Pure.
/// </summary>
sealed class Recomputation
{
    readonly int _partition;
    readonly ShopSegments _shop;
    readonly SegmentSet _set;
    readonly SegmentSet? _known;
    readonly ClauseFolding _folding;
    readonly SegmentState _apart = new();
    readonly HashSet<long> _parked;
    ShopperToFill _shopper;
    bool _hasHappened;

    /// <param name="partition">The shopper's.</param>
    /// <param name="shop">The versions.</param>
    /// <param name="set">All of them.</param>
    /// <param name="shopper">Who is filled in.</param>
    /// <param name="parked">Records that count when they are tried again.</param>
    public Recomputation(int partition, ShopSegments shop, SegmentSet set, ShopperToFill shopper, HashSet<long> parked)
    {
        (_partition, _shop, _set, _shopper, _parked) = (partition, shop, set, shopper, parked);
        _known = KnownBy(shopper);
        _folding = shop.FoldingOf(set, _known);
        _hasHappened = IsKnown(shopper);
    }

    /// <summary>What was kept of the segments before; null: nothing.</summary>
    public ShopperSegments? Former => _shopper.Former;

    /// <summary>Whether any event can matter; if not, none need be read.</summary>
    public bool NeedsHistory => !_hasHappened || !_folding.IsEmpty;

    /// <summary>Brings in the next record of the shopper's.</summary>
    public void Add(LoggedEvent logged)
    {
        // What is logged but not folded yet comes with the follower.
        if (logged.Event is null || logged.Sequence > _shopper.Sequence || _parked.Contains(logged.Sequence))
            return;
        _hasHappened = true;
        _folding.Add(_apart, logged);
    }

    /// <summary>The shopper has been changed meanwhile; the records in between are brought in next.</summary>
    /// <returns>False when that is not all it takes.</returns>
    public bool GoOn(ShopperToFill changed)
    {
        // What is known now is another thing than what was left out then.
        if (KnownBy(changed) != _known)
            return false;
        _shopper = changed;
        return true;
    }

    /// <returns>The state; null: an address, which is in no segment, or of whom nothing is known.</returns>
    public ShopperSegments? Finish()
    {
        if (!_hasHappened)
            return null;
        // As of the instant of what is kept already, so that what counts already stays as it is.
        var now = _shopper.Profile.UpdateTime.ToDateTimeOffset();
        if (_shopper.Former is { } former && former.EvaluateTime > now)
            now = former.EvaluateTime;
        var state = _known is null ? new SegmentState() : _shopper.Former!.State.Clone();
        SegmentFold.Adopt(_set, _known, state, _apart, _shopper.Profile, now, []);
        return new ShopperSegments(_partition, _shopper.Shopper, _shop.Generation, state) { EvaluateTime = now, IsChanged = true };
    }

    static bool IsKnown(ShopperToFill shopper) => shopper is { IsFormerSound: true, Former.State.Settled: true };

    SegmentSet? KnownBy(ShopperToFill shopper) => IsKnown(shopper) ? _shop.SetOf(shopper.Former!.Generation) : null;
}
