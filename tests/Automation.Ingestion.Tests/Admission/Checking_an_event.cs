using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Tests.Admission.AdmissionCases;
using Automation.Validation;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission;

public sealed class Checking_an_event
{
    static readonly Dictionary<string, Func<Event>> AtTheLimit = new(
    [
        .. EnvelopeCases.AtTheLimit,
        .. IdentifierCases.AtTheLimit,
        .. CartCases.AtTheLimit,
        .. InterestCases.AtTheLimit,
        .. OrderCases.AtTheLimit,
        .. ProductCases.AtTheLimit,
        .. ShopperCases.AtTheLimit,
        .. CustomCases.AtTheLimit,
        .. MessageCases.AtTheLimit,
    ]);

    static readonly Dictionary<string, Func<Event>> AllBreaches = new(
    [
        .. EnvelopeCases.Breaches,
        .. IdentifierCases.Breaches,
        .. CartCases.Breaches,
        .. InterestCases.Breaches,
        .. OrderCases.Breaches,
        .. ProductCases.Breaches,
        .. ShopperCases.Breaches,
        .. CustomCases.Breaches,
        .. MessageCases.Breaches,
    ]);

    /// <summary>Every documented rule: what breaks it, and the reason and field it is refused with.</summary>
    public static TheoryData<string, string, string> Breaches
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var parts in AllBreaches.Keys.Select(key => key.Split(" / ")))
                data.Add(parts[0], parts[1], parts[2]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_is_refused_with_its_reason_and_field(string what, string reason, string field)
    {
        var violation = Check(AllBreaches[$"{what} / {reason} / {field}"]());
        Assert.NotNull(violation);
        Assert.Equal((reason, field), (violation.Value.Reason, violation.Value.Field));
        Assert.NotEmpty(violation.Value.Description);
    }

    [Fact]
    public void Values_at_their_limits_are_good()
    {
        foreach (var (name, make) in AtTheLimit)
            Assert.True(Check(make()) is null, $"{name}: {Check(make())}");
    }

    [Fact]
    public void Every_action_of_the_contract_has_a_rule()
    {
        foreach (var field in Event.Descriptor.Oneofs.Single().Fields)
        {
            var empty = new Event { EventId = "1", Identifiers = new Identifiers { UserId = "u" } };
            field.Accessor.SetValue(empty, field.MessageType.Parser.ParseFrom([]));
            var violation = EventRules.Check(empty, isInternal: true, Now);
            Assert.True(
                violation is null ? field.Name == "shopper_identified" : violation.Value.Field.StartsWith(field.Name, StringComparison.Ordinal),
                $"{field.Name}: {violation}");
        }
    }

    [Fact]
    public void Services_of_the_suite_may_record_internal_actions()
    {
        Assert.Null(EventRules.Check(MessageCases.AtTheLimit["message settled"](), isInternal: true, Now));
        Assert.Null(EventRules.Check(
            Build.Event(e => e.ConsentChanged = new ConsentChanged
            {
                Channel = Channel.Email, State = ConsentState.Unsubscribed, MessageId = Guid.NewGuid().ToString(),
            }),
            isInternal: true, Now));
    }

    static Violation? Check(Event candidate)
    {
        var isInternal = candidate.EventId != "from-outside" && candidate.ActionCase is Event.ActionOneofCase.MessageSettled
            or Event.ActionOneofCase.ListChanged or Event.ActionOneofCase.PriceDropped or Event.ActionOneofCase.BackInStock;
        return EventAdmission.Admit(candidate, "shop", isInternal, "", Now, out _);
    }
}
