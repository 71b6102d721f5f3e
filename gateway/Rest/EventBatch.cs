using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>
/// A batch of events, each of which stands on its own here as in ingestion. What is no event goes on as an empty one, which
/// ingestion rejects in its place in the order; the answer then gets the true reason.
/// </summary>
static class EventBatch
{
    // The contract's limit. Ingestion refuses more as a whole, so that nobody needs to know what is wrong with each.
    const int MostEvents = 500;

    public static bool Is(MessageDescriptor request) => request == BatchRecordEventsRequest.Descriptor;

    /// <exception cref="Fault">The batch as a whole is wrong.</exception>
    public static RestRequest Read(JsonText json)
    {
        if (json.IsFaithful && MessageJson.TryParse(json.Text, BatchRecordEventsRequest.Descriptor, out var good, out _))
            return new RestRequest(good);
        using var document = JsonDocument.Parse(json.Text);
        var events = new List<JsonElement>();
        var request = (BatchRecordEventsRequest)MessageJson.Read(
            json with { Text = WithoutEvents(document.RootElement, events) }, BatchRecordEventsRequest.Descriptor, "");
        if (events.Count > MostEvents)
            throw new Fault(FaultReasons.BatchTooLarge, "events", $"must have at most {MostEvents} events; it has {events.Count}. Split it.");
        request.Events.Clear();
        var rejections = new Dictionary<int, Rejection>();
        for (var i = 0; i < events.Count; i++)
        {
            try
            {
                request.Events.Add(ReadEvent(events[i], json.IsFaithful));
            }
            catch (Fault fault)
            {
                request.Events.Add(new Event());
                rejections[i] = ToRejection(fault);
            }
        }
        return new RestRequest(request, rejections);
    }

    // Everything else in the body, for what is wrong there is wrong with the whole. Names as they were written: some cannot be read.
    static string WithoutEvents(JsonElement body, List<JsonElement> events)
    {
        if (body.ValueKind is not JsonValueKind.Object)
            return body.GetRawText();
        var rest = new List<string>();
        foreach (var member in body.EnumerateObject())
        {
            var name = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
            if (name == "events" && member.Value.ValueKind is JsonValueKind.Array)
                events.AddRange(member.Value.EnumerateArray());
            else
                rest.Add($"\"{name}\":{member.Value.GetRawText()}");
        }
        return $"{{{string.Join(',', rest)}}}";
    }

    static Event ReadEvent(JsonElement json, bool isFaithful) => json.ValueKind is JsonValueKind.Object
        ? (Event)MessageJson.Read(new JsonText(json.GetRawText(), isFaithful), Event.Descriptor, "")
        : throw new Fault(Violation.Invalid("", "must be a JSON object; send an event or leave it out."));

    static Rejection ToRejection(Fault fault)
    {
        if (fault.Violations.Count == 0)
            return new Rejection { Reason = fault.Reason.Code, Detail = fault.Message };
        var first = fault.Violations[0];
        return new Rejection
        {
            Reason = first.Reason,
            Field = first.Field,
            Detail = $"{(first.Field.Length == 0 ? "The event" : first.Field)} {first.Description}",
        };
    }
}
