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
    readonly List<(string ShopperId, string Address, DateTimeOffset Time)> _used = [];
    readonly List<(string ShopperId, DateTimeOffset Time)> _withdrawn = [];

    /// <summary>A shopper came with an address.</summary>
    public void Bring(string shopperId, string address, DateTimeOffset time)
    {
        _brought.Add((shopperId, address, time));
        _used.Add((shopperId, address, time));
    }

    /// <summary>A shopper said yes or no to an address, whoever has it.</summary>
    public void Say(string shopperId, string address, bool isConsent, DateTimeOffset time)
    {
        _used.Add((shopperId, address, time));
        _said.Add((address, isConsent, time));
    }

    /// <summary>An unsubscribe link of a message to an address was used.</summary>
    public void OptOut(string address, DateTimeOffset time) => _said.Add((address, false, time));

    /// <summary>A shopper said no and named no address: no to each that the shopper uses.</summary>
    public void WithdrawAll(string shopperId, DateTimeOffset time)
    {
        foreach (var address in _used.Where(used => used.ShopperId == shopperId && used.Time < time).Select(used => used.Address).Distinct())
            _said.Add((address, false, time));
        _withdrawn.Add((shopperId, time));
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
        // Whether it is meant for an address that came into use only afterwards is left open.
        var open = _withdrawn.Any(no => no.Time >= yes && _used.Any(used => used.ShopperId == no.ShopperId && used.Address == address));
        return open ? Arrival.Open : Arrival.Always;
    }

    DateTimeOffset Latest(string address, bool isConsent) =>
        _said.Where(said => said.Address == address && said.IsConsent == isConsent).Select(said => said.Time).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
}
