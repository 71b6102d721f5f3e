using System.Collections.Frozen;
using Automation.Conditions.Evaluating;

namespace Automation.Conditions.Compiling;

/// <summary>Finds a value among constants: texts, whole numbers and doubles by hash, others one by one.</summary>
sealed class LiteralIndex
{
    readonly ConditionValue[] _constants;
    readonly FrozenDictionary<string, int>? _texts;
    readonly FrozenDictionary<long, int>? _wholes;
    readonly FrozenDictionary<double, int>? _reals;

    public LiteralIndex(IReadOnlyList<ConditionValue> constants, bool isFolded)
    {
        var comparer = isFolded ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        // The first of equal ones stands for all of them.
        _constants = [.. constants.Where((constant, index) => !constants.Take(index).Any(other => Ordering.Of(other, constant, isFolded) == 0))];
        if (Array.TrueForAll(_constants, constant => constant.Kind is ValueKind.Text))
            _texts = Numbered(constant => constant.AsText).ToFrozenDictionary(comparer);
        else if (Array.TrueForAll(_constants, constant => constant.Kind is ValueKind.Whole))
            _wholes = Numbered(constant => constant.AsWhole).ToFrozenDictionary();
        else if (Array.TrueForAll(_constants, constant => constant.Kind is ValueKind.Real))
            _reals = Numbered(constant => constant.AsReal).ToFrozenDictionary();
    }

    /// <summary>Different ones.</summary>
    public int Count => _constants.Length;

    /// <summary>-1 when it is none of them.</summary>
    public int IndexOf(in ConditionValue value)
    {
        if (_texts is not null)
            return value.Kind is ValueKind.Text && _texts.TryGetValue(value.AsText, out var text) ? text : -1;
        if (_wholes is not null)
            return value.Kind is ValueKind.Whole && _wholes.TryGetValue(value.AsWhole, out var whole) ? whole : -1;
        if (_reals is not null)
            return value.Kind is ValueKind.Real && _reals.TryGetValue(value.AsReal, out var real) ? real : -1;
        for (var index = 0; index < _constants.Length; index++)
        {
            if (Ordering.Of(_constants[index], value, isFolded: false) == 0)
                return index;
        }
        return -1;
    }

    IEnumerable<KeyValuePair<T, int>> Numbered<T>(Func<ConditionValue, T> key) =>
        _constants.Select((constant, index) => KeyValuePair.Create(key(constant), index));
}
