using Automation.ChannelDelivery.V1;
using Automation.Faults.Tests.Days;

namespace Automation.Faults.Tests.Comparing;

/// <summary>What is wrong with a telling of a day, each in one sentence; nothing when nothing is.</summary>
static class TellingCheck
{
    /// <summary>What holds for every day, disturbed or not.</summary>
    public static IEnumerable<string> OfItself(DayTelling telling, ShopDay day)
    {
        foreach (var (key, expected) in EventsOf(day))
        {
            var found = telling.Log.GetValueOrDefault(key, []);
            if (!found.SequenceEqual(expected))
                yield return $"log of {key}: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}";
        }
        foreach (var key in telling.Log.Keys.Except(EventsOf(day).Keys))
            yield return $"log of {key}: nobody has that name";
        foreach (var twice in telling.Inbox.GroupBy(mail => mail).Where(same => same.Count() > 1))
            yield return $"message {twice.Key} lies {twice.Count()} times in the mail server";
        foreach (var twice in telling.Accepted.GroupBy(mail => mail).Where(same => same.Count() > 1))
            yield return $"message {twice.Key} was accepted {twice.Count()} times by the mail server";
        foreach (var mail in telling.Accepted.Union(telling.Inbox).Except(telling.Ledger.Select(message => message.MessageId)))
            yield return $"message {mail} lies in the mail server and in no ledger";
        foreach (var open in telling.Ledger.Where(message => message.State < DeliveryState.Sent))
            yield return $"message of {open.Key} is still {open.State} {open.Reason}";
        if (telling.ParkedCount > 0)
            yield return $"{telling.ParkedCount} records are parked";
        foreach (var surplus in telling.Reminded.Except(ExpectedReminders.Of(day)))
            yield return $"reminder of {surplus} should never have gone: bought, emptied or not wanted";
    }

    /// <summary>What an undisturbed day must come to.</summary>
    public static IEnumerable<string> OfUndisturbed(DayTelling telling, ShopDay day)
    {
        foreach (var missing in ExpectedReminders.Of(day).Except(telling.Reminded))
            yield return $"reminder of {missing} is missing: {Trace(telling, missing)}";
        foreach (var unknown in telling.Ledger.Where(message => message.State is DeliveryState.Unknown))
            yield return $"message of {unknown.Key} is unknown and nothing happened to it";
        foreach (var lost in telling.Accepted.Except(telling.Inbox))
            yield return $"message {lost} was accepted by the mail server and is not there";
    }

    /// <summary>What a fault changed that it must not.</summary>
    /// <param name="disturbed">The day with faults.</param>
    /// <param name="undisturbed">The same day without.</param>
    /// <param name="allowedUnknown">How many messages the ledger may list as unknown.</param>
    public static IEnumerable<string> Between(DayTelling disturbed, DayTelling undisturbed, int allowedUnknown)
    {
        foreach (var key in undisturbed.Profiles.Keys.Union(disturbed.Profiles.Keys))
        {
            var (expected, found) = (undisturbed.Profiles.GetValueOrDefault(key), disturbed.Profiles.GetValueOrDefault(key));
            if (expected != found)
                yield return $"profile of {key}: expected {expected}, found {found}";
        }
        var unknown = disturbed.Ledger.Where(message => message.State is DeliveryState.Unknown).Select(message => message.Key).ToHashSet();
        if (unknown.Count > allowedUnknown)
            yield return $"{unknown.Count} messages are unknown, {allowedUnknown} may be: {string.Join(", ", unknown)}";
        foreach (var missing in undisturbed.Reminded.Except(disturbed.Reminded).Where(missing => !unknown.Contains(missing)))
            yield return $"reminder of {missing} is missing: {Trace(disturbed, missing)}";
        foreach (var surplus in disturbed.Reminded.Except(undisturbed.Reminded))
            yield return $"reminder of {surplus} did not go on the undisturbed day";
        var expectedRuns = undisturbed.Runs.Where(run => !unknown.Contains(run.Key)).ToHashSet();
        var foundRuns = disturbed.Runs.Where(run => !unknown.Contains(run.Key)).ToHashSet();
        foreach (var run in expectedRuns.Except(foundRuns))
            yield return $"run of {run.Key}: expected {run.Standing}, found {disturbed.Runs.FirstOrDefault(other => other.Key == run.Key)?.Standing ?? "none"}";
        foreach (var run in foundRuns.Except(expectedRuns).Where(run => expectedRuns.All(other => other.Key != run.Key)))
            yield return $"run of {run.Key}: expected none, found {run.Standing}";
    }

    static Dictionary<ShopperKey, List<string>> EventsOf(ShopDay day) => day.Instants
        .SelectMany(instant => instant.Events)
        .GroupBy(happened => new ShopperKey(happened.ShopId, happened.Shopper))
        .ToDictionary(same => same.Key, same => same.Select(happened => happened.Event.EventId).ToList());

    static string Trace(DayTelling telling, Reminder reminder)
    {
        var message = telling.Ledger.FirstOrDefault(message => message.Key == reminder);
        var run = telling.Runs.FirstOrDefault(run => run.Key == reminder);
        return $"run {run?.Standing ?? "none"}, message {(message is null ? "none" : $"{message.State} {message.Reason}")}";
    }
}
