namespace Automation.Recommendations.Requests;

/// <summary>What a number of events change of who waits for what: first some wait no longer, then others do. Pure.</summary>
sealed class RequestChanges
{
    public Dictionary<RequestKey, StockRequest> Begun { get; } = [];

    public HashSet<RequestEnd> Ended { get; } = [];

    public bool IsEmpty => Begun.Count == 0 && Ended.Count == 0;

    /// <summary>Asking again is the same request: it keeps its place, and takes the new channel.</summary>
    public void Begin(RequestKey key, StockRequest request) =>
        Begun[key] = Begun.TryGetValue(key, out var known) ? known with { Channel = request.Channel } : request;

    public void End(RequestEnd end)
    {
        Ended.Add(end);
        foreach (var key in Begun.Count == 0 ? [] : Begun.Keys.Where(end.Ends).ToList())
            Begun.Remove(key);
    }
}
