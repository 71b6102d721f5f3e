namespace Automation.ChannelDelivery.Texts;

/// <summary>
/// Values that texts may show, by name. What is empty is not there, so that it is either left out by <c>#if</c> or stops the
/// message. Values are strings, longs, doubles, bools, <c>Money</c>, instants, groups of variables and lists of groups.
/// </summary>
sealed class Variables
{
    readonly Dictionary<string, object> _values = [];

    /// <summary>Sets it, unless it is null or an empty text.</summary>
    public Variables Set(string name, object? value)
    {
        if (value is not (null or ""))
            _values[name] = value;
        return this;
    }

    public object? this[string name] => _values.GetValueOrDefault(name);
}
