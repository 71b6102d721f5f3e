namespace Automation.WorkflowEngine.Runs;

/// <summary>Shoppers who are entered with others, each judged when its turn comes.</summary>
sealed partial class BatchDecisions
{
    /// <returns>Whether all are decided; else the profile is needed.</returns>
    bool DecideEntries(ShopperBatch shopper)
    {
        for (; shopper.DecidedEntryCount < shopper.Entries.Count; shopper.DecidedEntryCount++)
        {
            var entry = shopper.Entries[shopper.DecidedEntryCount];
            if (shopper.Defect is not null)
            {
                entry.Refusal = RunReasons.ProfileMissing;
                continue;
            }
            // A profile as of an event may lack what came after it.
            if (shopper.Reading is not { IsComplete: true } reading)
                return false;
            Begin(shopper);
            if (!Decide(shopper, entry, reading))
                return false;
            Apply(shopper);
        }
        return true;
    }

    bool Decide(ShopperBatch shopper, PendingEntry entry, Reading reading)
    {
        entry.Refusal = reading.Profile is not { } profile ? RunReasons.ProfileMissing
            : entry.ExcludedSegmentIds.Any(profile.SegmentIds.Contains) ? RunReasons.SegmentExcluded
            : "";
        if (entry.Refusal.Length > 0)
            return true;
        if (!Enter(shopper, entry.Version, entry.Workflow, Knowing(shopper, entry.Input with { Reading = reading }), []))
            return false;
        entry.Refusal = _refusal;
        return true;
    }
}
