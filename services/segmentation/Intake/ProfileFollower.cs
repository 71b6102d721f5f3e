using Automation.Commerce.V1;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Bus;
using Automation.ServiceDefaults.Following;
using Automation.ServiceDefaults.Profiles;
using Google.Protobuf;

namespace Automation.Segmentation.Intake;

/// <summary>Folds the event log into profiles: one read of the profiles that a turn needs, one write of those it changed.</summary>
sealed class ProfileFollower(HotProfiles hot, ProfileCopies copies, LogPublisher publisher, SegmentationMetrics metrics)
    : ILogHandler<LoggedEvent>
{
    public const string Name = "segmentation";

    readonly List<FoldedProfile> _folded = [];

    public async Task HandleAsync(Turn<LoggedEvent> turn, CancellationToken cancellationToken)
    {
        _folded.Clear();
        var states = await LoadAsync(turn, cancellationToken);
        var events = 0;
        foreach (var slice in turn.Slices)
        {
            foreach (var logged in slice.Records.Where(IsOfShopper))
            {
                var state = states[KeyOf(logged)].State;
                if (slice.Kind is SliceKind.Retry)
                    ProfileFold.ApplyLate(state, logged);
                else
                    ProfileFold.Apply(state, logged);
                events++;
            }
        }
        foreach (var (shopper, (partition, state)) in states)
        {
            var bytes = state.ToByteArray();
            metrics.Written(bytes.Length);
            _folded.Add(new FoldedProfile(partition, shopper, state, bytes));
        }
        if (_folded.Count > 0)
            await ProfileTable.WriteAsync(turn.Transaction, _folded, cancellationToken);
        metrics.Folded(events);
    }

    public async Task CommittedAsync(Turn<LoggedEvent> turn, CancellationToken cancellationToken)
    {
        // Copies first: who is told of an event looks for the profile next.
        var isParking = turn.Slices.Any(slice => slice.Kind is SliceKind.Parked);
        var folded = isParking ? [] : _folded;
        await copies.StoreAsync(folded.ConvertAll(profile => profile.ToCopy()), cancellationToken);
        foreach (var profile in folded)
            hot.Put(profile.Partition, profile.Shopper, profile.State, profile.Bytes.Length);
        foreach (var slice in turn.Slices.Where(slice => slice.Kind is not SliceKind.Retry))
        {
            foreach (var logged in slice.Records)
                publisher.Add(slice.Partition, logged.Sequence, new MembershipRecord { Event = logged }, logged.Traceparent);
        }
    }

    public void Forget(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
            hot.Drop(partition);
    }

    async Task<Dictionary<ShopperKey, (int Partition, ProfileState State)>> LoadAsync(
        Turn<LoggedEvent> turn, CancellationToken cancellationToken)
    {
        var states = new Dictionary<ShopperKey, (int, ProfileState)>();
        var missing = new Dictionary<ShopperKey, int>();
        foreach (var slice in turn.Slices)
        {
            foreach (var shopper in slice.Records.Where(IsOfShopper).Select(KeyOf))
            {
                if (states.ContainsKey(shopper) || missing.ContainsKey(shopper))
                    continue;
                if (hot.Take(slice.Partition, shopper) is { } state)
                    states[shopper] = (slice.Partition, state);
                else
                    missing[shopper] = slice.Partition;
            }
        }
        var found = states.Count;
        if (missing.Count > 0)
        {
            var stored = await ProfileTable.ReadAsync(turn.Transaction, missing.Keys, cancellationToken);
            foreach (var (shopper, partition) in missing)
                states[shopper] = (partition, stored.GetValueOrDefault(shopper) ?? new ProfileState());
        }
        metrics.Loaded(found, missing.Count);
        return states;
    }

    // Catalog events have no shopper, control records no event; they are handed on like all others.
    static bool IsOfShopper(LoggedEvent logged) => logged.Event is not null && logged.ShopperId.Length > 0;

    static ShopperKey KeyOf(LoggedEvent logged) => new(logged.ShopId, Guid.ParseExact(logged.ShopperId, "D"));
}

/// <summary>A profile as a turn left it.</summary>
sealed record FoldedProfile(int Partition, ShopperKey Shopper, ProfileState State, byte[] Bytes)
{
    /// <summary>The profile alone. It is the first field of the state, so its bytes need not be written twice.</summary>
    public ProfileCopy ToCopy()
    {
        var stored = new CodedInputStream(Bytes);
        if (stored.ReadTag() != WireFormat.MakeTag(ProfileState.ProfileFieldNumber, WireFormat.WireType.LengthDelimited))
            throw new InvalidOperationException("A profile state does not begin with its profile.");
        var length = stored.ReadLength();
        return new ProfileCopy(
            Shopper.ShopId, State.Profile.ShopperId, State.Profile.Position.Sequence, Bytes.AsMemory((int)stored.Position, length));
    }
}
