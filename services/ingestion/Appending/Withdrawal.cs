using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Appending;

/// <summary>
/// The latest withdrawal of a shopper on a channel that named no address: it is about every address that the shopper uses when it
/// is logged, those that turn out to have been used before it, and, where there was none, the first that they come with.
/// </summary>
/// <param name="Channel">The channel.</param>
/// <param name="OccurTime">Its event time.</param>
/// <param name="Source">Where the proof is.</param>
/// <param name="Told">The addresses that know of it, as subjects; not all where there are very many.</param>
sealed record Withdrawal(Channel Channel, Timestamp OccurTime, string Source, IReadOnlyList<Guid> Told)
{
    /// <summary>Whether an address has to be told of it.</summary>
    /// <param name="address">Its subject.</param>
    /// <param name="usedTime">When the shopper used it.</param>
    /// <param name="isOwn">Whether they came with it, instead of saying something about it.</param>
    public bool Reaches(Guid address, Timestamp usedTime, bool isOwn) =>
        (usedTime.CompareTo(OccurTime) <= 0 || (isOwn && Told.Count == 0)) && !Told.Contains(address);
}
