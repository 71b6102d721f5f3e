using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Contents;
using Automation.WorkflowEngine.Steps;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Which version of which workflow.</summary>
readonly record struct WorkflowVersion(string ShopId, string WorkflowId, int Version);

/// <summary>A definition, checked and ready to decide with.</summary>
sealed class CompiledWorkflow
{
    // What runs of a workflow that is keyed by the shopper have for a key.
    const string ShopperKey = "shopper";

    public required EventRule Trigger { get; init; }

    /// <summary>Which date of a shopper's begins a run; null: none does.</summary>
    public DateRule? Date { get; init; }

    /// <summary>Channel and purpose of the first message that the definition has; null: it has none.</summary>
    public DispatchRecord? FirstMessage => Steps.OfType<Send>().FirstOrDefault()?.Kind;

    /// <summary>When it begins for everybody in a segment; null: never.</summary>
    public ScheduleRule? Schedule { get; init; }

    /// <summary>Who is in this segment matches the trigger already; empty: nobody can.</summary>
    public string MatchedSegmentId { get; init; } = "";

    /// <summary>What was logged more than this after it happened is no activity.</summary>
    public required TimeSpan MaxAge { get; init; }

    public required IReadOnlyList<EventRule> Exits { get; init; }

    /// <summary>Whether no order lets a run go on, whatever it is of.</summary>
    public bool EndsWithAnyOrder => Exits.Any(exit => exit.HasAll(EventNames.OrderCompleted));

    public required IReadOnlyList<CompiledStep> Steps { get; init; }

    /// <summary>Null: always holds.</summary>
    public required Func<ConditionScope, bool>? SendGuard { get; init; }

    /// <summary>From an action to the key, by event name: of trigger events and of those that steps look for by it.</summary>
    public required FrozenDictionary<string, Func<IMessage, string>> Keys { get; init; }

    /// <summary>Whether the key names a cart, which messages then show.</summary>
    public required bool IsAboutCart { get; init; }

    /// <summary>What messages are about.</summary>
    public required ContentKind Content { get; init; }

    /// <summary>When the same key may come in again.</summary>
    public required ReentryRule Reentry { get; init; }

    /// <summary>How many runs of a shopper may begin within a time, whatever their keys; null: any number.</summary>
    public EntryLimit? Limit { get; init; }

    /// <summary>Whether a run that begins ends those of the shopper with another key.</summary>
    public bool IsNewestOnly { get; init; }

    /// <summary>Whether all events of a shopper have one key.</summary>
    public bool IsKeyedByShopper { get; init; }

    /// <summary>Where events have the key, for example <c>event.cart_id</c>; empty where they have none.</summary>
    public string KeyName { get; init; } = "";

    /// <summary>What is read, hence what histories keep.</summary>
    public required FieldReads Reads { get; init; }

    /// <summary>Names of the events that mean something to a run that goes on.</summary>
    public required FrozenSet<string> RunEvents { get; init; }

    /// <summary>The key in an event; empty when it has none.</summary>
    public string KeyOf(string eventName, IMessage action) => IsKeyedByShopper ? ShopperKey : Keys.TryGetValue(eventName, out var key) ? key(action) : "";

    /// <summary>The key of a run that another one starts; null when that one does not know it.</summary>
    public string? KeyFrom(CompiledWorkflow starter, string key) =>
        IsKeyedByShopper ? ShopperKey : KeyName.Length > 0 && KeyName == starter.KeyName ? key : null;

    /// <summary>What the definition's conditions may look at.</summary>
    public ConditionScope Scope(IMessage? action, Profile? profile, string key, DateTimeOffset now) =>
        new(action, profile, IsAboutCart ? CartOf(profile, key) : null, now);

    public static Cart? CartOf(Profile? profile, string cartId)
    {
        if (profile is null)
            return null;
        // A repeated field's enumerator is allocated; this is asked for every decision.
        for (var index = 0; index < profile.Carts.Count; index++)
        {
            if (profile.Carts[index].CartId == cartId)
                return profile.Carts[index];
        }
        return null;
    }
}

/// <summary>Events of some names that meet a condition; null: they all do.</summary>
sealed class EventRule(FrozenDictionary<string, Func<ConditionScope, bool>?> filters, bool readsProfile)
{
    /// <summary>Whether the condition needs the profile.</summary>
    public bool ReadsProfile { get; } = readsProfile;

    public IEnumerable<string> Names => filters.Keys;

    public bool Has(string eventName) => filters.ContainsKey(eventName);

    /// <summary>Whether every event of the name meets the condition.</summary>
    public bool HasAll(string eventName) => filters.TryGetValue(eventName, out var filter) && filter is null;

    /// <summary>Whether an event of a name that the rule has meets the condition.</summary>
    public bool Holds(string eventName, in ConditionScope scope) => filters[eventName] is not { } filter || filter(scope);
}
