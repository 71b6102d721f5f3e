using Automation.Segmentation.V1;
using Google.Protobuf;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What a condition may look at. What is absent equals nothing.</summary>
readonly record struct ConditionScope(IMessage? Action, Profile? Profile, Cart? Cart);

/// <summary>Which fields a definition reads, so that exactly these are kept in histories.</summary>
sealed class FieldReads
{
    readonly Dictionary<string, SortedSet<string>> _eventFields = [];

    /// <summary>Top-level fields of the profile.</summary>
    public SortedSet<string> ProfileFields { get; } = new(StringComparer.Ordinal);

    public bool ReadsCart { get; set; }

    /// <summary>Whether a decision needs the profile at all.</summary>
    public bool ReadsProfile => ReadsCart || ProfileFields.Count > 0;

    /// <summary>Top-level fields of the action, by event name.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> EventFields => _eventFields;

    public void AddEventField(string eventName, string field)
    {
        if (!_eventFields.TryGetValue(eventName, out var fields))
            _eventFields[eventName] = fields = new SortedSet<string>(StringComparer.Ordinal);
        fields.Add(field);
    }

    public void Include(FieldReads others)
    {
        ProfileFields.UnionWith(others.ProfileFields);
        ReadsCart |= others.ReadsCart;
        foreach (var (name, fields) in others._eventFields)
            foreach (var field in fields)
                AddEventField(name, field);
    }
}
