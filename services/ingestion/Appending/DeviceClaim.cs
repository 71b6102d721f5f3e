namespace Automation.Ingestion.Appending;

/// <summary>That a shopper was known on a device by another name too, a login most often.</summary>
/// <param name="ShopperId">Whose the device is.</param>
/// <param name="Time">Event time of the last event that said so.</param>
/// <param name="Stored">The time in the table; the least value where this shopper is not there yet.</param>
readonly record struct DeviceClaim(Guid ShopperId, DateTimeOffset Time, DateTimeOffset Stored)
{
    /// <summary>Whether the table has to be told: not of every page that somebody looks at.</summary>
    public bool IsToBeStored => Time - Stored >= Limits.ClaimRefresh || Stored == default;
}
