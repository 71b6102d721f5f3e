using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Appending;

/// <summary>Requests that must not overtake each other: once one has failed, those behind it fail too.</summary>
sealed class AppendOrder
{
    volatile bool _broken;

    public bool IsBroken => _broken;

    public void Break() => _broken = true;
}

/// <summary>Events of one call that wait for their commit.</summary>
sealed class AppendRequest(IReadOnlyList<PendingEvent> events, AppendOrder? order, string traceparent)
{
    // The writer must not run its callers' code.
    readonly TaskCompletionSource<IReadOnlyList<AppendResult>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<PendingEvent> Events { get; } = events;

    public string Traceparent { get; } = traceparent;

    public bool IsBroken => order is { IsBroken: true };

    /// <summary>One result for each event, once they are on disk.</summary>
    public Task<IReadOnlyList<AppendResult>> Done => _done.Task;

    public void Complete(IReadOnlyList<AppendResult> results) => _done.SetResult(results);

    public void Fail(Exception exception)
    {
        order?.Break();
        _done.SetException(exception);
    }
}
