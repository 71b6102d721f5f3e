using Automation.Commerce.V1;
using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Tests.Admission;

public sealed class Naming_nobody
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Placeholders =>
    [
        "undefined", "Undefined", " undefined ", "\"undefined\"", "null", "NULL", "<null>", "nil", "<nil>", "None", "(none)", "NaN", "nan", "0", "00", "0.0", "-1", "-", "--",
        "n/a", "(not set)", "[object Object]", "[object Null]", "{}", "[]", "guest", "Guest", "anonymous", "anonymousUser", "unknown", "false", "true",
        "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "{{ customer.id }}", "${user.id}", "<%= user.id %>", "#{user.id}", "{% id %}", "%%CUSTOMER_ID%%", "*|EXTERNAL|*", "[[crm_id]]",
        "[object Promise]", "[Object object]", "undefined undefined", "Not available", "(not provided)", "guest_user", "unset",
        "#N/A", "#REF!", "\\N", "\uFEFFnull", "null\u200B", " \u200Bnull\uFEFF ", "\u200B", "{user_id}", "%USER_ID%", "{ customer.id }",
        "[Function: id]", "[Function (anonymous)]", "notset", "not_set", "not logged in", "Infinity", "-Infinity", "null_null",
        "\uFF10", "\u0660\u0660", "\u0966", "\U0001D7CE",
    ];

    [Theory]
    [MemberData(nameof(Placeholders))]
    public void A_placeholder_costs_only_itself(string placeholder)
    {
        foreach (var (field, set) in s_setters)
        {
            var sent = new Identifiers { UserId = "ada", AnonymousId = "device" };
            set(sent, placeholder);
            var pending = Admitted(sent);
            var left = pending.Event.Identifiers;
            Assert.True(IdentifierRules.CountGiven(left) >= 1);
            Assert.All(IdentityKinds.InOrder, kind => Assert.NotEqual(placeholder, left.Of(kind)));
            var dropped = Assert.Single(pending.Dropped);
            Assert.Equal(("PLACEHOLDER_IDENTIFIER", $"identifiers.{field}"), (dropped.Reason, dropped.Field));
        }
    }

    [Theory]
    [MemberData(nameof(Placeholders))]
    public void An_event_that_names_nobody_else_is_refused(string placeholder)
    {
        foreach (var (field, set) in s_setters)
        {
            var sent = new Identifiers();
            set(sent, placeholder);
            var violation = EventAdmission.Admit(Build.Event(sent), "shop", false, "", Now, out var pending);
            Assert.Null(pending);
            Assert.Equal(("PLACEHOLDER_IDENTIFIER", $"identifiers.{field}"), (violation!.Value.Reason, violation.Value.Field));
        }
    }

    [Theory]
    [InlineData("none@none.com")]
    [InlineData("NULL@null.de")]
    [InlineData("undefined@shop.example.com")]
    [InlineData("noemail@example.com")]
    public void Nor_does_a_mailbox_of_nobody(string mailbox) => AssertDropped(new Identifiers { Email = mailbox }, "PLACEHOLDER_IDENTIFIER", "email");

    [Theory]
    [InlineData("+49 000 0000000")]
    [InlineData("+1 000 000 0000")]
    public void Nor_does_a_number_of_zeros(string number)
    {
        var pending = Admitted(new Identifiers { UserId = "ada", Phone = number });
        Assert.Equal("", pending.Event.Identifiers.Phone);
        Assert.Equal("identifiers.phone", Assert.Single(pending.Dropped).Field);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("10")]
    [InlineData("nulla")]
    [InlineData("nan-cy")]
    [InlineData("guest-4711")]
    [InlineData("[crm] 1")]
    [InlineData("object 7")]
    [InlineData("100%")]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("é")]
    [InlineData("空")]
    [InlineData("{8c0e4f0a-1b7d-4a52-9f0e-0f6d3b1c2a77}")]
    [InlineData("%7B1")]
    [InlineData("\uFF11\uFF10")]
    [InlineData("\u0661")]
    [InlineData("[Functional]")]
    [InlineData("N")]
    public void Who_is_really_called_so_keeps_the_name(string id)
    {
        var pending = Admitted(new Identifiers { UserId = id, AnonymousId = id, ExternalId = id });
        Assert.Empty(pending.Dropped);
        Assert.Equal(new Identifiers { UserId = id, AnonymousId = id, ExternalId = id }, pending.Event.Identifiers);
    }

    [Theory]
    [InlineData("guest@hotel.example.com")]
    [InlineData("none@example.com")]
    public void A_mailbox_that_somebody_may_have_is_kept(string mailbox) => Assert.Empty(Admitted(new Identifiers { Email = mailbox }).Dropped);

    [Theory]
    [InlineData("phone", "030 1234567", "FIELD_INVALID")]
    [InlineData("phone", "+49 30 1234567 ext. 9", "FIELD_INVALID")]
    [InlineData("email", "abc..def@example.com", "FIELD_INVALID")]
    [InlineData("email", "root@localhost", "FIELD_INVALID")]
    [InlineData("anonymous_id", " ", "FIELD_INVALID")]
    [InlineData("external_id", "a\0b", "FIELD_INVALID")]
    [InlineData("external_id", "long", "FIELD_TOO_LONG")]
    public void What_cannot_be_read_costs_only_itself(string field, string value, string reason)
    {
        var sent = new Identifiers();
        s_setters[field](sent, value == "long" ? new string('x', 101) : value);
        AssertDropped(sent, reason, field);
    }

    [Fact]
    public void Several_are_told_in_the_order_of_the_fields_and_the_first_is_the_reason_to_refuse()
    {
        var pending = Admitted(new Identifiers { AnonymousId = "null", UserId = "ada", Phone = "12", ExternalId = "0" });
        Assert.Equal(
            ["identifiers.anonymous_id", "identifiers.phone", "identifiers.external_id"], pending.Dropped.Select(violation => violation.Field));
        var violation = EventAdmission.Admit(Build.Event(new Identifiers { UserId = "null", Phone = "12" }), "shop", false, "", Now, out _);
        Assert.Equal("identifiers.user_id", violation!.Value.Field);
    }

    [Fact]
    public void The_log_gets_what_is_left()
    {
        var pending = Admitted(new Identifiers { UserId = "undefined", Email = "Ada@Bu\u0308cher.example", Phone = "+49 (0)30/1234567" });
        Assert.Equal(
            new Identifiers { Email = "ada@xn--bcher-kva.example", Phone = "+49301234567" }, Event.Parser.ParseFrom(pending.Payload).Identifiers);
    }

    static readonly Dictionary<string, Action<Identifiers, string>> s_setters = new()
    {
        ["anonymous_id"] = (identifiers, value) => identifiers.AnonymousId = value,
        ["user_id"] = (identifiers, value) => identifiers.UserId = value,
        ["email"] = (identifiers, value) => identifiers.Email = value,
        ["phone"] = (identifiers, value) => identifiers.Phone = value,
        ["external_id"] = (identifiers, value) => identifiers.ExternalId = value,
    };

    static void AssertDropped(Identifiers sent, string reason, string field)
    {
        sent.UserId = "ada";
        var pending = Admitted(sent);
        var dropped = Assert.Single(pending.Dropped);
        Assert.Equal((reason, $"identifiers.{field}"), (dropped.Reason, dropped.Field));
        Assert.Equal(new Identifiers { UserId = "ada" }, pending.Event.Identifiers);
    }

    static PendingEvent Admitted(Identifiers identifiers)
    {
        Assert.Null(EventAdmission.Admit(Build.Event(identifiers), "shop", false, "", Now, out var pending));
        return pending!;
    }
}
