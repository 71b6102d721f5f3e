using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;

namespace Automation.Ingestion.Storage;

/// <summary>
/// Who was known again, on which device, since the table was told: writing that with every event would cost more than the event.
/// Another replica, or the next process, knows it as the table does, to within <see cref="Limits.ClaimRefresh"/>.
/// </summary>
sealed class DeviceClaimCache(int capacity = 100_000)
{
    readonly TwoGenerations<Identity, DeviceClaim> _unwritten = new(capacity);

    /// <summary>Brings what was read up to date.</summary>
    public void Refresh(KnownState known)
    {
        foreach (var (device, read) in known.Claims)
        {
            // Of somebody else, where another replica has given the device away.
            if (_unwritten.TryGetValue(device, out var later) && later.ShopperId == read.ShopperId && later.Time > read.Time)
                known.Claims[device] = read with { Time = later.Time };
        }
    }

    /// <summary>Takes in what is committed.</summary>
    public void Add(Dictionary<Identity, DeviceClaim> claims)
    {
        foreach (var (device, claim) in claims)
        {
            if (claim.IsToBeStored)
                _unwritten.Remove(device);
            else
                _unwritten.Put(device, claim);
        }
    }
}
