namespace Automation.WorkflowEngine.Definitions;

/// <summary>From these heads of the event log on, a version begins runs; version 0 begins none, and while the workflow is paused none does.</summary>
sealed record Activation(int Version, long[] Heads, bool IsPaused = false);

/// <summary>When which version of a workflow began runs, oldest first.</summary>
sealed class ActivationTimeline(string shopId, string workflowId, IReadOnlyList<Activation> activations)
{
    public string ShopId => shopId;

    public string WorkflowId => workflowId;

    public IReadOnlyList<Activation> Activations => activations;

    /// <summary>Whether it is paused by now.</summary>
    public bool IsPaused => activations is [.., { IsPaused: true }];

    /// <summary>The version that is active at this place; 0 for none.</summary>
    public int VersionAt(int partition, long sequence) => At(partition, sequence)?.Version ?? 0;

    /// <summary>Whether it is paused at this place: an event there begins no run.</summary>
    public bool IsPausedAt(int partition, long sequence) => At(partition, sequence) is { IsPaused: true };

    Activation? At(int partition, long sequence)
    {
        for (var index = activations.Count - 1; index >= 0; index--)
        {
            if (activations[index].Heads[partition] < sequence)
                return activations[index];
        }
        return null;
    }
}
