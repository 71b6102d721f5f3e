using System.Diagnostics.CodeAnalysis;

namespace Automation.Ingestion.Storage;

/// <summary>What was used lately. When the younger generation is full, it becomes the elder, whose entries go unless they are used.</summary>
sealed class TwoGenerations<TKey, TValue>(int capacity)
    where TKey : notnull
{
    Dictionary<TKey, TValue> _younger = [];
    Dictionary<TKey, TValue> _elder = [];

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_younger.TryGetValue(key, out value))
            return true;
        if (!_elder.TryGetValue(key, out value))
            return false;
        Put(key, value);
        return true;
    }

    public void Put(TKey key, TValue value)
    {
        if (_younger.Count >= capacity / 2)
            (_elder, _younger) = (_younger, []);
        _younger[key] = value;
    }

    public void Remove(TKey key)
    {
        _younger.Remove(key);
        _elder.Remove(key);
    }
}
