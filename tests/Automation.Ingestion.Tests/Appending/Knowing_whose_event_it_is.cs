using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Appending;

public sealed class Knowing_whose_event_it_is
{
    static readonly string[] s_users = ["", "ann", "bob", "cid"];
    static readonly string[] s_mailboxes = ["", "", "a@x.example", "b@x.example"];
    static readonly string[] s_phones = ["", "", "+491701111111", "+491702222222"];
    static readonly string[] s_externals = ["", "", "", "crm-1", "crm-2"];
    static readonly string[] s_devices = ["", "d1", "d2", "d3"];

    [Fact]
    public void A_second_login_on_a_device_is_another_shopper_and_takes_the_device_along()
    {
        var log = new Names();
        var ann = log.Append(new Identifiers { UserId = "ann", AnonymousId = "d" });
        var bob = log.Append(new Identifiers { UserId = "bob", AnonymousId = "d" });
        Assert.NotEqual(ann, bob);
        Assert.Equal(bob, log.Append(new Identifiers { AnonymousId = "d" }));
        Assert.Equal(ann, log.Append(new Identifiers { UserId = "ann", AnonymousId = "d" }));
        Assert.Equal(ann, log.Append(new Identifiers { AnonymousId = "d" }));
    }

    [Theory]
    [InlineData("email")]
    [InlineData("phone")]
    [InlineData("external")]
    public void A_weaker_name_does_not_make_two_accounts_one(string kind)
    {
        var log = new Names();
        var ann = log.Append(With(kind, new Identifiers { UserId = "ann" }));
        var bob = log.Append(With(kind, new Identifiers { UserId = "bob" }));
        Assert.NotEqual(ann, bob);
        // It stays with its first owner.
        Assert.Equal(ann, log.Append(With(kind, new Identifiers())));
    }

    [Fact]
    public void Two_guests_with_mailboxes_of_their_own_stay_two_though_they_share_a_phone()
    {
        var log = new Names();
        var ada = log.Append(new Identifiers { Phone = "+491701111111", Email = "a@x.example" });
        var ben = log.Append(new Identifiers { Phone = "+491701111111", Email = "b@x.example" });
        Assert.NotEqual(ada, ben);
        Assert.Equal(ben, log.Append(new Identifiers { Phone = "+491701111111", Email = "b@x.example" }));
        // It stays with its first owner.
        Assert.Equal(ada, log.Append(new Identifiers { Phone = "+491701111111" }));
        // Nor does a third, in the commit in which they all come.
        var group = log.AppendAll(
        [
            Names.Pending(new Identifiers { Phone = "+491702222222", Email = "c@x.example" }),
            Names.Pending(new Identifiers { Phone = "+491702222222", Email = "d@x.example" }),
            Names.Pending(new Identifiers { Phone = "+491701111111", Email = "e@x.example" }),
        ]);
        Assert.Equal(5, group.Append(ada).Append(ben).Distinct().Count());
    }

    [Fact]
    public void An_external_id_says_who_it_is_when_mailbox_and_phone_change()
    {
        var log = new Names();
        var ann = log.Append(new Identifiers { ExternalId = "crm-1", Email = "a@x.example", Phone = "+491701111111" });
        Assert.Equal(ann, log.Append(new Identifiers { ExternalId = "crm-1", Email = "b@x.example" }));
        Assert.Equal(ann, log.Append(new Identifiers { ExternalId = "crm-1", Phone = "+491702222222" }));
        Assert.Equal(ann, log.Append(new Identifiers { ExternalId = "crm-1" }));
        Assert.Equal(ann, log.Append(new Identifiers { Email = "b@x.example" }));
        // Accounts are others still.
        Assert.Equal(ann, log.Append(new Identifiers { UserId = "ann", ExternalId = "crm-1" }));
        Assert.NotEqual(ann, log.Append(new Identifiers { UserId = "bob", ExternalId = "crm-1" }));
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("external")]
    public void Who_is_known_by_it_and_gives_a_mailbox_stays_who_they_are(string kind)
    {
        var log = new Names();
        var caller = log.Append(With(kind, new Identifiers()));
        Assert.Equal(caller, log.Append(With(kind, new Identifiers { Email = "a@x.example" })));
        Assert.Equal(caller, log.Append(With(kind, new Identifiers { Email = "a@x.example" }, other: true)));
        Assert.Equal(caller, log.Append(With(kind, new Identifiers(), other: true)));
    }

    [Fact]
    public void Two_who_share_a_number_are_told_apart_by_their_external_ids()
    {
        var log = new Names();
        var one = log.Append(new Identifiers { Phone = "+491701111111", ExternalId = "crm-1" });
        Assert.NotEqual(one, log.Append(new Identifiers { Phone = "+491701111111", ExternalId = "crm-2" }));
        Assert.Equal(one, log.Append(new Identifiers { Phone = "+491702222222", ExternalId = "crm-1" }));
        Assert.Equal(one, log.Append(new Identifiers { Phone = "+491701111111" }));
        Assert.Equal(one, log.Append(new Identifiers { ExternalId = "crm-1" }));
    }

    [Fact]
    public void A_user_id_says_that_a_second_mailbox_is_the_same_persons()
    {
        var log = new Names();
        var ann = log.Append(new Identifiers { UserId = "ann", Email = "a@x.example", Phone = "+491701111111" });
        Assert.Equal(ann, log.Append(new Identifiers { UserId = "ann", Email = "b@x.example", Phone = "+491701111111" }));
        Assert.Equal(ann, log.Append(new Identifiers { Email = "b@x.example", Phone = "+491701111111" }));
        Assert.NotEqual(ann, log.Append(new Identifiers { Email = "c@x.example", Phone = "+491701111111" }));
    }

    [Theory]
    [InlineData("email")]
    [InlineData("phone")]
    [InlineData("external")]
    public void Somebody_else_on_a_device_is_another_shopper_by_any_name(string kind)
    {
        var log = new Names();
        var first = log.Append(With(kind, new Identifiers { AnonymousId = "d" }));
        var second = log.Append(With(kind, new Identifiers { AnonymousId = "d" }, other: true));
        Assert.NotEqual(first, second);
        Assert.Equal(second, log.Append(new Identifiers { AnonymousId = "d" }));
    }

    [Fact]
    public void Who_logs_in_for_the_first_time_stays_the_shopper_of_the_device()
    {
        var log = new Names();
        var visitor = log.Append(new Identifiers { AnonymousId = "d" });
        Assert.Equal(visitor, log.Append(new Identifiers { UserId = "ann", AnonymousId = "d" }));
        Assert.Equal(visitor, log.Append(new Identifiers { UserId = "ann", Email = "b@x.example", AnonymousId = "d2" }));
        // Also after she gave the mailbox that comes with the login.
        var guest = log.Append(new Identifiers { Email = "g@x.example", AnonymousId = "e" });
        Assert.Equal(guest, log.Append(new Identifiers { UserId = "gus", Email = "g@x.example", AnonymousId = "e" }));
        // What a phone says is no person.
        var caller = log.Append(new Identifiers { Phone = "+491701111111", AnonymousId = "f" });
        Assert.Equal(caller, log.Append(new Identifiers { UserId = "cal", AnonymousId = "f" }));
    }

    /// <summary>An account whose mailbox is told in an event of its own is who it would be if all were told in one.</summary>
    [Theory]
    [InlineData("device", "email", "user")]
    [InlineData("device", "external", "user")]
    [InlineData("device", "email", "external")]
    [InlineData("phone", "email", "user")]
    [InlineData("phone", "external", "user")]
    [InlineData("phone", "email", "external")]
    public void Who_logs_in_where_a_guest_is_known_by_name_is_another_shopper_in_one_event_or_two(string shared, string name, string account)
    {
        var (one, two) = (new Names(), new Names());
        foreach (var log in new[] { one, two })
            log.Append(With(name, Shared()));
        var guest = one.Append(With(name, new Identifiers()));
        var whole = Login(With("email", Shared(), other: true));
        Assert.NotEqual(guest, one.Append(whole));

        var login = two.Append(Login(Shared()));
        Assert.NotEqual(guest, login);
        Assert.Equal(login, two.Append(Login(With("email", new Identifiers(), other: true))));
        Assert.Equal(guest, two.Append(With(name, new Identifiers())));
        // A device goes along, a phone stays.
        Assert.Equal(shared == "device" ? login : guest, two.Append(Shared()));

        Identifiers Shared() => shared == "device" ? new Identifiers { AnonymousId = "d" } : new Identifiers { Phone = "+491701111111" };

        Identifiers Login(Identifiers identifiers)
        {
            if (account == "user")
                identifiers.UserId = "bob";
            else
                identifiers.ExternalId = "crm-9";
            return identifiers;
        }
    }

    [Fact]
    public void Where_one_name_is_anothers_the_next_one_names_the_shopper()
    {
        var log = new Names();
        log.Append(new Identifiers { UserId = "ann", Email = "a@x.example" });
        var caller = log.Append(new Identifiers { Phone = "+491701111111" });
        Assert.Equal(caller, log.Append(new Identifiers { UserId = "bob", Email = "a@x.example", Phone = "+491701111111" }));
    }

    [Fact]
    public void A_report_of_the_past_moves_no_device()
    {
        var log = new Names();
        var ann = log.Append(new Identifiers { UserId = "ann", AnonymousId = "d" });
        log.Append(new Identifiers { UserId = "bob", AnonymousId = "d" }, history: true);
        Assert.Equal(ann, log.Append(new Identifiers { AnonymousId = "d" }));
    }

    /// <summary>Random logins on shared devices, mailboxes and phones: no shopper ever has two user ids, wherever the groups are cut.</summary>
    [Fact]
    public void Accounts_never_become_one()
    {
        Prop.ForAll(Logins().ListOf(25).ToArbitrary(), Gen.Choose(1, 25).ToArbitrary(), (logins, cut) =>
        {
            var log = new Names();
            var events = logins.Select(identifiers => Names.Pending(identifiers)).ToArray();
            var shoppers = events.Chunk(cut).SelectMany(log.AppendAll).ToArray();
            var accounts = logins.Zip(shoppers).Where(pair => pair.First.UserId.Length > 0).ToArray();
            Assert.All(accounts.GroupBy(pair => pair.Second), group => Assert.Single(group.Select(pair => pair.First.UserId).Distinct()));
            Assert.All(accounts.GroupBy(pair => pair.First.UserId), group => Assert.Single(group.Select(pair => pair.Second).Distinct()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    /// <summary>Random guests on shared devices and phones: who has a mailbox has one, wherever the groups are cut.</summary>
    [Fact]
    public void Mailboxes_of_guests_never_become_one()
    {
        var guests = Logins().Select(login =>
        {
            (login.UserId, login.ExternalId) = ("", "");
            return login;
        }).Where(login => IdentifierRules.CountGiven(login) > 0);
        Prop.ForAll(guests.ListOf(25).ToArbitrary(), Gen.Choose(1, 25).ToArbitrary(), (logins, cut) =>
        {
            var log = new Names();
            var shoppers = logins.Select(identifiers => Names.Pending(identifiers)).Chunk(cut).SelectMany(log.AppendAll).ToArray();
            var mailboxes = logins.Zip(shoppers).Where(pair => pair.First.Email.Length > 0).ToArray();
            Assert.All(mailboxes.GroupBy(pair => pair.Second), group => Assert.Single(group.Select(pair => pair.First.Email).Distinct()));
            Assert.All(mailboxes.GroupBy(pair => pair.First.Email), group => Assert.Single(group.Select(pair => pair.Second).Distinct()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    /// <summary>What is read of owners only where it is needed decides as if all of it were known, wherever the groups are cut.</summary>
    [Fact]
    public void Nothing_is_missing_from_what_is_read()
    {
        // Some of the keys come twice: a duplicate changes nothing, and nothing may rely on it.
        var events30 = Logins().SelectMany(
            login => Gen.Choose(1, 100).SelectMany(key => Gen.Choose(-5, 0).Select(at => (Login: login, Key: key, At: at)))).ListOf(30);
        Prop.ForAll(events30.ToArbitrary(), Gen.Choose(1, 30).ToArbitrary(), (logins, cut) =>
        {
            var events = logins.Select(one => Names.Pending(one.Login, key: one.Key, at: one.At)).ToArray();
            var (one, whole) = (new Names(), new Names { ReadsAll = true });
            Assert.Equal(events.SelectMany(pending => whole.AppendAll([pending])), events.Chunk(cut).SelectMany(one.AppendAll));
            Assert.Equal(whole.Owners.OrderBy(pair => $"{pair.Key}"), one.Owners.OrderBy(pair => $"{pair.Key}"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void A_device_that_moves_by_a_name_given_in_the_same_group_is_its_new_owners()
    {
        var log = new Names();
        var bob = log.Append(new Identifiers { UserId = "bob" });
        log.Append(new Identifiers { UserId = "cid", Phone = "+491701111111", AnonymousId = "d" });
        var group = log.AppendAll(
        [
            Names.Pending(new Identifiers { UserId = "bob", Email = "a@x.example" }),
            Names.Pending(new Identifiers { Email = "a@x.example", Phone = "+491701111111", AnonymousId = "d" }),
            Names.Pending(new Identifiers { UserId = "ann", AnonymousId = "d" }),
        ]);
        Assert.Equal([bob, bob], group[..2]);
        Assert.NotEqual(bob, group[2]);
    }

    [Fact]
    public void Who_is_known_by_one_name_at_a_time_costs_no_question()
    {
        var ann = Guid.NewGuid();
        var known = Names.Nothing();
        known.Identities[new Identity("shop", IdentityKind.User, "ann")] = ann;
        known.Identities[new Identity("shop", IdentityKind.Anonymous, "d")] = ann;
        known.Identities[new Identity("shop", IdentityKind.Phone, "+491701111111")] = ann;
        known.Identities[new Identity("shop", IdentityKind.External, "crm-1")] = ann;
        PendingEvent[] events =
        [
            Names.Pending(new Identifiers { UserId = "ann", AnonymousId = "d" }),
            Names.Pending(new Identifiers { AnonymousId = "d" }),
            Names.Pending(new Identifiers { Phone = "+491701111111", ExternalId = "crm-1", AnonymousId = "d" }),
            Names.Pending(new Identifiers { UserId = "ann", Email = "a@x.example" }),
            Names.Pending(new Identifiers { UserId = "new", AnonymousId = "d-new" }),
            Names.Pending(new Identifiers { UserId = "new", AnonymousId = "d-new" }),
        ];
        Assert.Empty(DoubtfulOwners.Among(events, known));
    }

    static Gen<Identifiers> Logins() =>
        from user in Gen.Elements(s_users)
        from mailbox in Gen.Elements(s_mailboxes)
        from phone in Gen.Elements(s_phones)
        from external in Gen.Elements(s_externals)
        from device in Gen.Elements(s_devices)
        where user.Length + mailbox.Length + phone.Length + external.Length + device.Length > 0
        select new Identifiers { UserId = user, Email = mailbox, Phone = phone, ExternalId = external, AnonymousId = device };

    static Identifiers With(string kind, Identifiers identifiers, bool other = false)
    {
        switch (kind)
        {
            case "email":
                identifiers.Email = other ? "b@x.example" : "a@x.example";
                break;
            case "phone":
                identifiers.Phone = other ? "+491702222222" : "+491701111111";
                break;
            default:
                identifiers.ExternalId = other ? "crm-2" : "crm-1";
                break;
        }
        return identifiers;
    }

    /// <summary>The table of identities: tells a plan what the database would, and takes in what it decides.</summary>
    sealed class Names
    {
        readonly HashSet<Guid> _keys = [];
        readonly Dictionary<Identity, DeviceClaim> _claims = [];
        int _minted;

        public Dictionary<Identity, Guid> Owners { get; private set; } = [];

        public bool ReadsAll { get; init; }

        public static KnownState Nothing() => new() { Heads = new long[16], Keys = [], Identities = [], Shoppers = [] };

        public static PendingEvent Pending(Identifiers identifiers, bool history = false, int? key = null, int? at = null)
        {
            var said = Build.Event(identifiers);
            said.History = history;
            said.OccurTime = at is { } minute ? LogModel.LogTime.AddMinutes(minute).ToTimestamp() : null;
            return new PendingEvent { ShopId = "shop", Key = key is { } n ? new Guid(n, 1, 1, new byte[8]) : Guid.NewGuid(), Event = said, Payload = [] };
        }

        public Guid Append(Identifiers identifiers, bool history = false, int? at = null) =>
            AppendAll([Pending(identifiers, history, at: at)])[0];

        public Guid[] AppendAll(PendingEvent[] events)
        {
            var known = Nothing();
            known.Keys.UnionWith(_keys);
            foreach (var identity in events.SelectMany(Given).Where(Owners.ContainsKey))
                known.Identities[identity] = Owners[identity];
            foreach (var device in known.Identities.Keys.Where(_claims.ContainsKey))
                known.Claims[device] = _claims[device];
            var asked = DoubtfulOwners.Among(events, known);
            foreach (var (identity, owner) in Owners.Where(pair => ReadsAll || asked.Contains(("shop", pair.Value))))
                known.NameKinds[owner] = known.NameKinds.GetValueOrDefault(owner) | identity.Kind.AsSet();
            var plan = AppendPlan.For(events, known, LogModel.LogTime, () => new Guid(++_minted, 0, 0, new byte[8]));
            // As the statements do: those that are new first, then those that moved.
            foreach (var (identity, owner) in plan.NewIdentities)
                Owners.Add(identity, owner);
            foreach (var (device, claim) in plan.Claims)
                (Owners[device], _claims[device]) = (claim.ShopperId, claim);
            _keys.UnionWith(known.Keys);
            return Array.ConvertAll(plan.Results, result => result.ShopperId ?? Guid.Empty);
        }

        static IEnumerable<Identity> Given(PendingEvent pending) =>
            from kind in IdentityKinds.InOrder
            let value = pending.Event.Identifiers.Of(kind)
            where value.Length > 0
            select new Identity("shop", kind, value);
    }
}
