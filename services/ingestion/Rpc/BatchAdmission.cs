using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Telemetry;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Automation.Ingestion.Rpc;

/// <summary>The good events of one batch, and why the others are not.</summary>
sealed class BatchAdmission(int count, IngestionMetrics metrics)
{
    // Index in the batch of each pending event.
    readonly List<int> _indexes = new(count);

    public List<PendingEvent> Pending { get; } = new(count);

    public List<(int Index, Rejection Rejection)> Rejections { get; } = [];

    /// <summary>What was left out of events that were not rejected. Complete once settled.</summary>
    public List<(int Index, Warnings Warnings)> Warnings { get; } = [];

    /// <summary>The batch's limits as a whole.</summary>
    /// <param name="events">What is in it.</param>
    /// <param name="field">How the request calls it.</param>
    /// <exception cref="Fault">FIELD_REQUIRED or BATCH_TOO_LARGE.</exception>
    public static void Check<T>(RepeatedField<T> events, string field = "events")
        where T : IMessage
    {
        if (events.Count == 0)
            throw new Fault(FaultReasons.FieldRequired, field, $"is required; send 1 to {Limits.BatchEvents} {field}.");
        if (events.Count > Limits.BatchEvents)
            throw new Fault(
                FaultReasons.BatchTooLarge, field, $"must have at most {Limits.BatchEvents} {field}; it has {events.Count}. Split it.");
        var bytes = 0L;
        foreach (var item in events)
            bytes += item.CalculateSize();
        if (bytes > Limits.BatchBytes)
            throw new Fault(
                FaultReasons.BatchTooLarge, field, $"must have at most {Limits.BatchBytes} bytes in all; it has {bytes}. Split it.");
    }

    /// <summary>The events of a shop.</summary>
    /// <param name="events">The events.</param>
    /// <param name="history">Whether all of them report the past; then each says so.</param>
    /// <param name="shopId">The shop.</param>
    /// <param name="isInternal">Whether a service of the suite sends them.</param>
    /// <param name="traceparent">W3C traceparent, or empty.</param>
    /// <param name="now">Time of the shop clock.</param>
    /// <param name="metrics">Counts what is refused.</param>
    public static BatchAdmission Of(
        RepeatedField<Event> events, bool history, string shopId, bool isInternal, string traceparent, DateTimeOffset now,
        IngestionMetrics metrics)
    {
        var admission = new BatchAdmission(events.Count, metrics);
        for (var i = 0; i < events.Count; i++)
        {
            events[i].History |= history;
            admission.Add(i, EventAdmission.Admit(events[i], shopId, isInternal, traceparent, now, out var pending), pending);
        }
        return admission;
    }

    public void Add(int index, Violation? violation, PendingEvent? pending)
    {
        if (violation is { } wrong)
        {
            Reject(index, wrong);
            return;
        }
        _indexes.Add(index);
        Pending.Add(pending!);
    }

    /// <summary>Takes over what became of the pending ones: an outcome for each event of the batch, in order.</summary>
    public Outcome[] Settle(IReadOnlyList<AppendResult> results)
    {
        var outcomes = new Outcome[count];
        var duplicates = 0;
        var recorded = 0;
        for (var i = 0; i < results.Count; i++)
        {
            switch (results[i].Outcome)
            {
                case AppendOutcome.Recorded:
                    outcomes[_indexes[i]] = Outcome.Recorded;
                    recorded++;
                    break;
                case AppendOutcome.Duplicate:
                    outcomes[_indexes[i]] = Outcome.Duplicate;
                    duplicates++;
                    break;
                default:
                    Reject(_indexes[i], ShopperUnknown);
                    break;
            }
            if ((results[i].Settled ?? Pending[i]) is { Dropped.Count: > 0 } lessened)
                Warnings.Add((_indexes[i], new Warnings { Warnings_ = { EventWarnings.Of(lessened, metrics) } }));
        }
        foreach (var (index, _) in Rejections)
            outcomes[index] = Outcome.Rejected;
        metrics.Answered(Outcome.Recorded, recorded);
        metrics.Answered(Outcome.Duplicate, duplicates);
        return outcomes;
    }

    /// <summary>Whose each event is, in order; empty where that is not known.</summary>
    public string[] ShopperIdsOf(IReadOnlyList<AppendResult> results)
    {
        var shopperIds = new string[count];
        Array.Fill(shopperIds, "");
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Outcome is AppendOutcome.Recorded)
                shopperIds[_indexes[i]] = results[i].ShopperId?.ToString() ?? "";
        }
        return shopperIds;
    }

    static Violation ShopperUnknown =>
        new("shopper_id", FaultReasons.NotFound.Code, "is not the id of a shopper of this shop; check the id and the shop.");

    static Rejection ToRejection(Violation violation) => new()
    {
        Reason = violation.Reason,
        Field = violation.Field,
        Detail = $"{(violation.Field.Length == 0 ? "The event" : violation.Field)} {violation.Description}",
    };

    void Reject(int index, Violation violation)
    {
        Rejections.Add((index, ToRejection(violation)));
        metrics.Rejected(violation.Reason);
    }
}
