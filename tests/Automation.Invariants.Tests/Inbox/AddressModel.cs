namespace Automation.Invariants.Tests.Inbox;

/// <summary>Whom marketing may reach, by the words of docs/consent.md: all that was said of each address, and who has which.</summary>
sealed class AddressModel
{
    readonly List<(string Address, bool IsConsent, DateTimeOffset Time)> _said = [];
    readonly List<(string ShopperId, string Address, DateTimeOffset Time)> _brought = [];
    readonly List<(string ShopperId, string Address, DateTimeOffset Time)> _used = [];
    readonly List<(string ShopperId, DateTimeOffset Time)> _withdrawn = [];
    readonly HashSet<(string ShopperId, string Phone)> _called = [];

    // Who withdrew and has come with no address yet, and whether they have used none either.
    readonly Dictionary<string, (DateTimeOffset Time, bool IsForAll)> _homeless = [];
    readonly List<(string ShopperId, string Address, DateTimeOffset Time)> _declined = [];

    /// <summary>A shopper came with an address.</summary>
    public void Bring(string shopperId, string address, DateTimeOffset time)
    {
        _brought.Add((shopperId, address, time));
        Use(shopperId, address, time);
        // It is the first.
        if (!_homeless.Remove(shopperId, out var withdrawn))
            return;
        _declined.Add((shopperId, address, withdrawn.Time));
        if (withdrawn.IsForAll)
            _said.Add((address, false, withdrawn.Time));
    }

    /// <summary>A shopper came with a phone number.</summary>
    public void Call(string shopperId, string phone) => _called.Add((shopperId, phone));

    /// <summary>A shopper said yes or no to an address, whoever has it.</summary>
    public void Say(string shopperId, string address, bool isConsent, DateTimeOffset time)
    {
        Use(shopperId, address, time);
        _said.Add((address, isConsent, time));
    }

    /// <summary>An unsubscribe link of a message to an address was used.</summary>
    public void OptOut(string address, DateTimeOffset time) => _said.Add((address, false, time));

    /// <summary>A shopper said no and named no address: no to each that is known to be theirs, or turns out to have been by then.
    /// By a phone alone it is also no to each of all who use that.</summary>
    public void WithdrawAll(string shopperId, DateTimeOffset time, string barePhone = "")
    {
        var callers = _called.Where(called => barePhone.Length > 0 && called.Phone == barePhone).Select(called => called.ShopperId);
        foreach (var address in callers.Append(shopperId).Distinct().SelectMany(UsedBy).Distinct().ToList())
            _said.Add((address, false, time));
        var addresses = UsedBy(shopperId);
        _withdrawn.Add((shopperId, time));
        if (_brought.Exists(brought => brought.ShopperId == shopperId))
            return;
        if (!_homeless.TryGetValue(shopperId, out var former) || former.Time < time)
            _homeless[shopperId] = (time, addresses.Count == 0);
    }

    List<string> UsedBy(string shopperId) => [.. _used.Where(used => used.ShopperId == shopperId).Select(used => used.Address).Distinct()];

    void Use(string shopperId, string address, DateTimeOffset time)
    {
        _used.Add((shopperId, address, time));
        var reached = _withdrawn.Where(withdrawn => withdrawn.ShopperId == shopperId && withdrawn.Time >= time).ToList();
        reached.ForEach(withdrawn => _said.Add((address, false, withdrawn.Time)));
        if (reached.Count > 0 && _homeless.TryGetValue(shopperId, out var homeless))
            _homeless[shopperId] = homeless with { IsForAll = false };
    }

    /// <summary>Where a shopper is now: at the address that came last.</summary>
    public string? AddressOf(string shopperId) =>
        _brought.Where(brought => brought.ShopperId == shopperId).OrderBy(brought => brought.Time).Select(brought => brought.Address).LastOrDefault();

    /// <summary>Whether a message about a cart of theirs arrives, and must.</summary>
    public bool Reaches(string shopperId)
    {
        if (AddressOf(shopperId) is not { } address)
            return false;
        var yes = Latest(address, isConsent: true);
        return yes > Latest(address, isConsent: false)
            && !_declined.Any(declined => declined.ShopperId == shopperId && declined.Address == address && declined.Time >= yes);
    }

    DateTimeOffset Latest(string address, bool isConsent) =>
        _said.Where(said => said.Address == address && said.IsConsent == isConsent).Select(said => said.Time).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
}
