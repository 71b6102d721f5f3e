using Automation.Commerce.V1;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: messages of the suite.</summary>
static class MessageCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["message settled"] = () => Settled(_ => { }),
        ["message dropped"] = () => Settled(s => (s.Outcome, s.Reason, s.Channel) = (MessageOutcome.Dropped, "NO_CONSENT", Channel.Sms)),
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["settled by a shop / SERVICE_CREDENTIAL_REQUIRED / message_settled"] = () =>
        {
            var settled = Settled(_ => { });
            settled.EventId = "from-outside";
            return settled;
        },
        ["no message / FIELD_REQUIRED / message_settled.message_id"] = () => Settled(s => s.MessageId = ""),
        ["message that is no UUID / FIELD_INVALID / message_settled.message_id"] = () => Settled(s => s.MessageId = "1"),
        ["no run / FIELD_REQUIRED / message_settled.run_id"] = () => Settled(s => s.RunId = ""),
        ["no step / FIELD_REQUIRED / message_settled.step_id"] = () => Settled(s => s.StepId = ""),
        ["no outcome / FIELD_REQUIRED / message_settled.outcome"] = () => Settled(s => s.Outcome = MessageOutcome.Unspecified),
        ["no channel of a message / FIELD_REQUIRED / message_settled.channel"] = () => Settled(s => s.Channel = Channel.Unspecified),
    };
}
