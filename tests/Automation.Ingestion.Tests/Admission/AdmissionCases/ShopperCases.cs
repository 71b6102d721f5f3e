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
        ["consent"] = () => Consent(c => (c.Source, c.Wording) = (Text(200), Text(1_000))),
        ["list joined"] = () => Listed(c => (c.ListId, c.Reason) = (Text(50), Text(200))),
        ["list left"] = () => Listed(c => (c.ListId, c.Change) = ("vip-2026", ListChange.Left)),
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
        ["wording of 1,001 / FIELD_TOO_LONG / consent_changed.wording"] = () => Consent(c => c.Wording = Text(1_001)),
        ["message of a shop / SERVICE_CREDENTIAL_REQUIRED / consent_changed.message_id"] =
            () => Consent(c => c.MessageId = Guid.NewGuid().ToString()),
        ["list changed by a shop / SERVICE_CREDENTIAL_REQUIRED / list_changed"] = () =>
        {
            var changed = Listed(_ => { });
            changed.EventId = "from-outside";
            return changed;
        },
        ["no list / FIELD_REQUIRED / list_changed.list_id"] = () => Listed(c => c.ListId = ""),
        ["list of 51 / FIELD_TOO_LONG / list_changed.list_id"] = () => Listed(c => c.ListId = Text(51)),
        ["list in capitals / FIELD_INVALID / list_changed.list_id"] = () => Listed(c => c.ListId = "VIP"),
        ["no change of a list / FIELD_REQUIRED / list_changed.change"] = () => Listed(c => c.Change = ListChange.Unspecified),
        ["unknown change of a list / FIELD_INVALID / list_changed.change"] = () => Listed(c => c.Change = (ListChange)99),
        ["reason of 201 / FIELD_TOO_LONG / list_changed.reason"] = () => Listed(c => c.Reason = Text(201)),
    };
}
