namespace Automation.WorkflowEngine.Definitions;

/// <summary>Which fields a definition reads, so that exactly these are kept in histories.</summary>
sealed class FieldReads
{
    readonly Dictionary<string, SortedSet<string>> _eventFields = [];

    /// <summary>Top-level fields of the profile.</summary>
    public SortedSet<string> ProfileFields { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a decision needs the profile at all.</summary>
    public bool ReadsProfile { get; private set; }

    /// <summary>Top-level fields of the action, by event name.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> EventFields => _eventFields;

    public void AddEventField(string eventName, string field)
    {
        if (!_eventFields.TryGetValue(eventName, out var fields))
            _eventFields[eventName] = fields = new SortedSet<string>(StringComparer.Ordinal);
        fields.Add(field);
    }

    /// <param name="eventName">What <c>event</c> and <c>order</c> are at the place of the condition.</param>
    /// <param name="path">As conditions tell them, such as <c>cart.lines[].sku</c>.</param>
    public void AddPath(string eventName, string path)
    {
        var names = path.Split('.');
        var isOfEvent = names[0] is ConditionCompiler.Event or ConditionCompiler.Order;
        ReadsProfile |= !isOfEvent;
        // The cart is kept whole.
        if (names.Length == 1 || names[0] is ConditionCompiler.Cart)
            return;
        var field = names[1].TrimEnd('[', ']');
        if (isOfEvent)
            AddEventField(eventName, field);
        else
            ProfileFields.Add(field);
    }

    public void Include(FieldReads others)
    {
        ProfileFields.UnionWith(others.ProfileFields);
        ReadsProfile |= others.ReadsProfile;
        foreach (var (name, fields) in others._eventFields)
            foreach (var field in fields)
                AddEventField(name, field);
    }
}
