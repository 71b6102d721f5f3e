using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: what every event has.</summary>
static class EnvelopeCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["the plainest"] = () => Build.Event(),
        ["event id of 100"] = () => Build.Event(eventId: new string('~', 100)),
        ["32 KB"] = () => Build.OfSize(32_768),
        ["ten minutes ahead"] = () => Build.Event(e => e.OccurTime = Now.AddMinutes(10).ToTimestamp()),
        ["history with its time"] = () => Build.Event(e => (e.History, e.OccurTime) = (true, Now.AddDays(-400).ToTimestamp())),
        ["the first day of 2000"] = () => Build.Event(e => e.OccurTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToTimestamp()),
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["no event id / FIELD_REQUIRED / event_id"] = () => Build.Event(eventId: ""),
        ["event id of 101 / FIELD_TOO_LONG / event_id"] = () => Build.Event(eventId: Text(101)),
        ["event id with a blank / FIELD_INVALID / event_id"] = () => Build.Event(eventId: "a b"),
        ["event id not ASCII / FIELD_INVALID / event_id"] = () => Build.Event(eventId: "ü"),
        ["event id with a control character / FIELD_INVALID / event_id"] = () => Build.Event(eventId: "a\u007f"),
        ["a byte over 32 KB / EVENT_TOO_LARGE / "] = () => Build.OfSize(32_769),
        ["history without its time / FIELD_REQUIRED / occur_time"] = () => Build.Event(e => e.History = true),
        ["more than ten minutes ahead / OCCUR_TIME_IN_FUTURE / occur_time"] =
            () => Build.Event(e => e.OccurTime = Now.AddMinutes(10).AddMicroseconds(1).ToTimestamp()),
        ["the last moment of 1999 / OCCUR_TIME_TOO_OLD / occur_time"] =
            () => Build.Event(e => e.OccurTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1).ToTimestamp()),
        ["a clock at its beginning / OCCUR_TIME_TOO_OLD / occur_time"] = () => Build.Event(e => e.OccurTime = new Timestamp()),
        ["the first day of all / OCCUR_TIME_TOO_OLD / occur_time"] =
            () => Build.Event(e => e.OccurTime = DateTimeOffset.MinValue.ToTimestamp()),
        ["a time after 9999 / FIELD_INVALID / occur_time"] = () => Build.Event(e => e.OccurTime = new Timestamp { Seconds = 253_402_300_800 }),
        ["nanos of a time below 0 / FIELD_INVALID / occur_time"] = () => Build.Event(e => e.OccurTime = new Timestamp { Nanos = -1 }),
        ["no action / FIELD_REQUIRED / action"] = () => new Event { EventId = "1", Identifiers = Build.Identifiers() },
    };
}
