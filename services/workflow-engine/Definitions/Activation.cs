namespace Automation.WorkflowEngine.Definitions;

/// <summary>From these heads of the event log on, a version begins runs; version 0 begins none.</summary>
sealed record Activation(int Version, long[] Heads);

/// <summary>When which version of a workflow began runs, oldest first.</summary>
sealed class ActivationTimeline(string shopId, string workflowId, IReadOnlyList<Activation> activations)
{
    public string ShopId => shopId;

    public string WorkflowId => workflowId;

    public IReadOnlyList<Activation> Activations => activations;

    /// <summary>The version that an event at this place may begin a run of; 0 for none.</summary>
    public int VersionAt(int partition, long sequence)
    {
        for (var index = activations.Count - 1; index >= 0; index--)
        {
            if (activations[index].Heads[partition] < sequence)
                return activations[index].Version;
        }
        return 0;
    }
}
