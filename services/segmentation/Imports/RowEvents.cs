using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Imports;

/// <summary>
/// Rows as events. Each has an id of import, row and kind, so that a row that is brought in again is known; all are history, so that
/// nothing is started. Pure.
/// </summary>
/// <param name="importId">The import.</param>
/// <param name="listId">The list; empty: none.</param>
/// <param name="createTime">When the import was created: as of when rows are that say no time.</param>
sealed class RowEvents(Guid importId, string listId, DateTimeOffset createTime)
{
    const string Suppression = "suppression list";

    readonly Timestamp _createTime = createTime.ToTimestamp();
    readonly string _reason = $"import {importId}";

    /// <summary>Whether a statement came from a list of addresses that nothing is to be sent to.</summary>
    public static bool IsSuppression(Consent consent) =>
        consent.State is ConsentState.Unsubscribed && consent.Source.StartsWith(Suppression, StringComparison.Ordinal);

    /// <summary>What declines or is suppressed; goes before anything else.</summary>
    public IEnumerable<Event> Declining(ImportRow row)
    {
        foreach (var channel in (Channel[])[Channel.Email, Channel.Sms])
        {
            var isSaid = row.Consents.TryGetValue(channel, out var agrees);
            if (row.IsSuppressed ? HasAddress(row, channel) : isSaid && !agrees)
                yield return Statement(row, channel, "out", DeclineTime(row), new ConsentChanged
                {
                    Channel = channel,
                    State = ConsentState.Unsubscribed,
                    Source = row.IsSuppressed ? $"{Suppression}, {_reason}" : row.Source.Length > 0 ? row.Source : _reason,
                });
        }
    }

    /// <summary>Who it is, what is known of them, what they agreed to with proof, and the list.</summary>
    public IEnumerable<Event> Bringing(ImportRow row)
    {
        if (row.Traits.Fields.Count > 0 || listId.Length == 0)
            yield return Of(row, "", _createTime, made => made.ShopperIdentified = new ShopperIdentified { Traits = row.Traits });
        if (row.Agrees && row.IsProven)
        {
            foreach (var channel in row.Consents.Where(said => said.Value).Select(said => said.Key))
                yield return Statement(row, channel, "in", row.Time!.Value, new ConsentChanged
                {
                    Channel = channel, State = ConsentState.Subscribed, Source = row.Source, Wording = row.Wording,
                });
        }
        if (listId.Length > 0)
            yield return Of(row, "-list", _createTime, made => made.ListChanged = Joined());
    }

    /// <summary>A member of a segment, who has an id.</summary>
    public Event Bringing(Guid shopperId) => new()
    {
        EventId = $"import-{importId:N}-{shopperId:N}", OccurTime = _createTime, History = true, ListChanged = Joined(),
    };

    ListChanged Joined() => new() { ListId = listId, Change = ListChange.Joined, Reason = _reason };

    Event Statement(ImportRow row, Channel channel, string kind, DateTimeOffset time, ConsentChanged said) => Of(
        row, $"-{kind}-{channel.ToString().ToLowerInvariant()}", time.ToTimestamp(), made => made.ConsentChanged = said);

    Event Of(ImportRow row, string kind, Timestamp time, Action<Event> act)
    {
        var made = new Event { EventId = $"import-{importId:N}-{row.Number}{kind}", Identifiers = row.Identifiers.Clone(), OccurTime = time, History = true };
        act(made);
        return made;
    }

    // A withdrawal must not be lost for its time: without a good one it is of now.
    DateTimeOffset DeclineTime(ImportRow row) => row.Time is { Year: >= 2000 } time && time <= createTime ? time : createTime;

    static bool HasAddress(ImportRow row, Channel channel) =>
        channel is Channel.Email ? row.Identifiers.Email.Length > 0 : row.Identifiers.Phone.Length > 0;
}
