using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: what a shopper is like and consents to.</summary>
static class ShopperCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["no traits"] = () => Build.Event(e => e.ShopperIdentified = new ShopperIdentified()),
        ["100 traits"] = () => Identified(Fields(100)),
        ["removed trait"] = () => Identified(new Struct { Fields = { ["first_name"] = Value.ForNull() } }),
        ["consent"] = () => Consent(c => c.Source = Text(200)),
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["101 traits / FIELD_TOO_LONG / shopper_identified.traits"] = () => Identified(Fields(101)),
        ["trait that is no number / FIELD_INVALID / shopper_identified.traits.age"] =
            () => Identified(new Struct { Fields = { ["age"] = Value.ForNumber(double.NaN) } }),
        ["trait without value / FIELD_INVALID / shopper_identified.traits.age"] =
            () => Identified(new Struct { Fields = { ["age"] = new Value() } }),
        ["trait without a name / FIELD_INVALID / shopper_identified.traits"] =
            () => Identified(new Struct { Fields = { [""] = Value.ForString("x") } }),
        ["name of a trait with U+0000 / FIELD_INVALID / shopper_identified.traits"] =
            () => Identified(new Struct { Fields = { ["a\0"] = Value.ForNull() } }),
        ["nested text with U+0000 / FIELD_INVALID / shopper_identified.traits.home.city"] = () => Identified(new Struct
        {
            Fields = { ["home"] = Value.ForStruct(new Struct { Fields = { ["city"] = Value.ForString("\0") } }) },
        }),
        ["no channel / FIELD_REQUIRED / consent_changed.channel"] = () => Consent(c => c.Channel = Channel.Unspecified),
        ["unknown channel / FIELD_INVALID / consent_changed.channel"] = () => Consent(c => c.Channel = (Channel)99),
        ["no state / FIELD_REQUIRED / consent_changed.state"] = () => Consent(c => c.State = ConsentState.Unspecified),
        ["unknown state / FIELD_INVALID / consent_changed.state"] = () => Consent(c => c.State = (ConsentState)99),
        ["source of 201 / FIELD_TOO_LONG / consent_changed.source"] = () => Consent(c => c.Source = Text(201)),
        ["message of a shop / SERVICE_CREDENTIAL_REQUIRED / consent_changed.message_id"] =
            () => Consent(c => c.MessageId = Guid.NewGuid().ToString()),
    };
}
