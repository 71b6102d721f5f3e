using System.Collections.Frozen;

namespace Automation.WorkflowEngine.Tests;

static class Frozen
{
    public static FrozenDictionary<TKey, TValue> ToFrozen<TKey, TValue>(this Dictionary<TKey, TValue> source)
        where TKey : notnull => source.ToFrozenDictionary();
}
