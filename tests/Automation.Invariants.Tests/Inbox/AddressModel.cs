namespace Automation.Invariants.Tests.Inbox;

/// <summary>Whether a message about a cart must arrive.</summary>
enum Arrival
{
    Never,
    Open,
    Always,
}

/// <summary>Whom marketing may reach, by the words of docs/consent.md: all that was said of each address, and who has which.</summary>
sealed class AddressModel
{
    readonly List<(string Address, bool IsConsent, DateTimeOffset Time)> _said = [];
    readonly List<(string ShopperId, string Address, DateTimeOffset Time)> _brought = [];
    readonly List<(string ShopperId, string? At, DateTimeOffset Time)> _withdrawn = [];

    /// <summary>A shopper came with an address.</summary>
    public void Bring(string shopperId, string address, DateTimeOffset time) => _brought.Add((shopperId, address, time));

    /// <summary>Somebody said yes or no to an address.</summary>
    public void Say(string address, bool isConsent, DateTimeOffset time) => _said.Add((address, isConsent, time));

    /// <summary>A shopper said no and named no address: no to each that the shopper was the first to come with.</summary>
    public void WithdrawAll(string shopperId, DateTimeOffset time)
    {
        var former = _brought.Where(brought => brought.ShopperId == shopperId && brought.Time < time).Select(brought => brought.Address).ToHashSet();
        foreach (var address in former.Where(address => _brought.First(brought => brought.Address == address).ShopperId == shopperId))
            Say(address, isConsent: false, time);
        _withdrawn.Add((shopperId, AddressOf(shopperId) is { } now && former.Contains(now) ? now : null, time));
    }

    /// <summary>Where a shopper is now: at the address that came last.</summary>
    public string? AddressOf(string shopperId) =>
        _brought.Where(brought => brought.ShopperId == shopperId).OrderBy(brought => brought.Time).Select(brought => brought.Address).LastOrDefault();

    public Arrival Of(string shopperId)
    {
        if (AddressOf(shopperId) is not { } address)
            return Arrival.Never;
        var yes = Latest(address, isConsent: true);
        if (yes <= Latest(address, isConsent: false))
            return Arrival.Never;
        // Who said no where they are is not written to there.
        if (_withdrawn.Any(no => no.ShopperId == shopperId && no.At == address && no.Time >= yes))
            return Arrival.Never;
        // Whether it is meant for others at an address that somebody else had first, or that came only afterwards, is left open.
        var open = _withdrawn.Any(no => no.Time >= yes && _brought.Any(brought => brought.ShopperId == no.ShopperId && brought.Address == address));
        return open ? Arrival.Open : Arrival.Always;
    }

    DateTimeOffset Latest(string address, bool isConsent) =>
        _said.Where(said => said.Address == address && said.IsConsent == isConsent).Select(said => said.Time).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
}
