using Automation.Conditions.Evaluating;
using Google.Protobuf;

namespace Automation.Conditions.History;

/// <summary>Whether an event of one name is meant.</summary>
sealed class EventMatcher(Clause? filter, int slot)
{
    public bool Matches(IMessage action)
    {
        if (filter is null)
            return true;
        var frame = default(Frame);
        frame.Variables[slot] = ConditionValue.OfMessage(action);
        return filter.Holds(ref frame);
    }
}

/// <summary>Reads what of an event of one name is put together.</summary>
sealed class EventReader(Reading reading, int slot, string? currency)
{
    public ConditionValue Read(IMessage action)
    {
        var frame = default(Frame);
        frame.Variables[slot] = ConditionValue.OfMessage(action);
        reading.Read(ref frame, out var value);
        return currency is not null && (value.Kind is not ValueKind.Money || value.AsText != currency) ? default : value;
    }
}
