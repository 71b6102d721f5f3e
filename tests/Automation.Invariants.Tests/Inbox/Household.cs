using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>A cart that somebody of a household left.</summary>
/// <param name="ShopperId">Whose cart it is.</param>
/// <param name="Item">What is in it, and in no other cart, as a mail shows it.</param>
sealed record LeftCart(string ShopperId, string Item);

/// <summary>
/// Two accounts, two customers of another system, two phones and two devices that share three mailboxes. They log in on each other's devices,
/// call from each other's phones, come with each other's addresses, say yes and no about all of them, and much of it is told late.
/// </summary>
sealed class Household(RealInbox inbox, AttackedShop shop, int number, int seed)
{
    readonly string[] _addresses = [.. "abc".Select(letter => $"{letter}{number}@{shop.ShopId}.example")];
    readonly string[] _accounts = [$"account-{number}-0", $"account-{number}-1"];
    readonly string[] _customers = [$"customer-{number}-0", $"customer-{number}-1"];
    readonly string[] _phones = [$"+44207946{number:D2}01", $"+44207946{number:D2}02"];
    readonly string[] _devices = [$"device-{number}-0", $"device-{number}-1"];
    readonly Random _random = new(seed);
    readonly List<string> _story = [];
    readonly List<Mail> _mails = [];
    readonly HttpClient _browser = new();
    DateTimeOffset _now;
    int _carts;

    public AddressModel Model { get; } = new();

    public override string ToString() => string.Join('\n', _story);

    /// <summary>What came to the household.</summary>
    public void Receive(IEnumerable<Mail> mails) => _mails.AddRange(mails.Where(mail => _addresses.Contains(mail.To)));

    // Something that changes where somebody is, or who may be written to.
    Task HappenAsync() => _random.Next(10) switch
    {
        0 or 1 => RecordAsync(AnyIdentifiers(mayBring: true), Build.View("mug"), Late()),
        2 or 3 when _mails.Count > 0 => UseLinkAsync(),
        4 => WithdrawAllAsync(),
        5 or 6 => SayAboutAsync(),
        _ => SayAsync(),
    };

    /// <summary>A round of it; answers the carts that are left in it.</summary>
    public async Task<IReadOnlyList<LeftCart>> LiveAsync()
    {
        for (var count = 0; count < 4; count++)
            await HappenAsync();
        var left = new List<LeftCart>();
        foreach (var who in Members())
            left.Add(await LeaveCartAsync(who));
        // While the carts wait.
        for (var count = 0; count < 3; count++)
            await HappenAsync();
        return left;
    }

    IEnumerable<Identifiers> Members() =>
    [
        .. _accounts.Select(account => new Identifiers { UserId = account }),
        .. _customers.Select(customer => new Identifiers { ExternalId = customer }),
        .. _phones.Select(phone => new Identifiers { Phone = phone }),
        .. _devices.Select(device => new Identifiers { AnonymousId = device }),
    ];

    async Task<LeftCart> LeaveCartAsync(Identifiers who)
    {
        var cart = $"{number}-{_carts++}";
        var left = Build.Add($"cart {cart}", $"pot {cart}");
        return new LeftCart(await RecordAsync(who, left, TimeSpan.Zero), $"1 {left.ProductAdded.Product.Title}");
    }

    // About the address that the event brings.
    async Task SayAsync()
    {
        var (identifiers, isConsent) = (AnyIdentifiers(mayBring: true), _random.Next(3) > 0);
        if (identifiers.Email.Length == 0)
            identifiers.Email = Any(_addresses);
        var late = Late();
        var shopperId = await RecordAsync(identifiers, Consent(isConsent), late);
        Model.Say(shopperId, identifiers.Email, isConsent, _now - late);
    }

    // About an address that it names, whoever has it.
    async Task SayAboutAsync()
    {
        var (address, isConsent, late) = (Any(_addresses), _random.Next(2) == 0, Late());
        var said = Consent(isConsent);
        said.ConsentChanged.Address = address;
        var shopperId = await RecordAsync(AnyIdentifiers(mayBring: false), said, late);
        Model.Say(shopperId, address, isConsent, _now - late);
    }

    async Task WithdrawAllAsync()
    {
        var (who, late) = (AnyIdentifiers(mayBring: false), Late());
        var shopperId = await RecordAsync(who, Consent(isConsent: false), late);
        // By a phone alone anybody may have said it who uses it.
        Model.WithdrawAll(shopperId, _now - late, who is { UserId: "", ExternalId: "" } ? who.Phone : "");
    }

    // Of any mail there ever was, also when its shopper has another address by now.
    async Task UseLinkAsync()
    {
        _now = inbox.Tick();
        var mail = Any(_mails);
        (await _browser.PostAsync(mail.Unsubscribe, null)).EnsureSuccessStatusCode();
        Model.OptOut(mail.To, _now);
        _story.Add($"{_now:HH:mm:ss} link of a mail to {mail.To}");
    }

    async Task<string> RecordAsync(Identifiers identifiers, Event action, TimeSpan late)
    {
        _now = inbox.Tick();
        var time = _now - late;
        (action.EventId, action.Identifiers, action.OccurTime) = (Guid.NewGuid().ToString(), identifiers, time.ToTimestamp());
        var shopperId = (await shop.Client().RecordEventAsync(new RecordEventRequest { Event = action })).ShopperId;
        if (identifiers.Phone.Length > 0)
            Model.Call(shopperId, identifiers.Phone);
        if (identifiers.Email.Length > 0)
            Model.Bring(shopperId, identifiers.Email, time);
        var said = action.ConsentChanged is { } consent ? $"{consent.State} {consent.Address}" : $"{action.ActionCase}";
        _story.Add($"{_now:HH:mm:ss}, of {time:HH:mm:ss}: {shopperId[^4..]} {identifiers} {said}");
        return shopperId;
    }

    Identifiers AnyIdentifiers(bool mayBring)
    {
        var identifiers = new Identifiers();
        var kind = _random.Next(8);
        if (kind is 1 or 2 or 3)
            identifiers.UserId = Any(_accounts);
        if (kind is 0 or 1 or 7)
            identifiers.AnonymousId = Any(_devices);
        if (kind is 3 or 4 or 5)
            identifiers.ExternalId = Any(_customers);
        if (kind is 5 or 6 or 7 || _random.Next(6) == 0)
            identifiers.Phone = Any(_phones);
        if (mayBring && _random.Next(2) == 0)
            identifiers.Email = Any(_addresses);
        return identifiers;
    }

    // Odd milliseconds, so that what is told late falls between what is told at once.
    TimeSpan Late() => _random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1 + 2 * _random.Next(3_600_000));

    static Event Consent(bool isConsent) => Build.Consent(isConsent ? ConsentState.Subscribed : ConsentState.Unsubscribed);

    T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
