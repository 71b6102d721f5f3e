using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Bus;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Following;
using Automation.ServiceDefaults.Profiles;
using Automation.ServiceDefaults.Telemetry;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Telemetry;
using Automation.WorkflowEngine.Timers;
using Automation.WorkflowEngine.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.WorkflowEngine.Runs;

/// <summary>
/// Follows segmentation's log and moves the runs: gather what matters, load the runs, decide, write, all in the
/// turn's transaction. Most events matter to nobody and cost a look at memory.
/// </summary>
sealed class RunFollower(
    WorkflowCatalog catalog,
    Horizon horizon,
    ProfileReader profiles,
    LogPublisher dispatchLog,
    IOptions<WorkflowEngineOptions> options,
    WorkflowEngineMetrics metrics,
    WorkflowEngineLog log) : ILogHandler<MembershipRecord>
{
    public const string Name = "workflow-engine";

    readonly Dictionary<int, OwnedRuns> _owned = [];

    // Of the turn that is being committed.
    TurnDecisions? _decisions;

    public async Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var timers = new TimerWindow(options.Value.TimerWindow);
        timers.Load(await TurnStore.TimersAsync(connection, partition, timers.LoadCount, cancellationToken));
        _owned[partition] = new OwnedRuns(await TurnStore.OpenShoppersAsync(connection, partition, cancellationToken), timers);
        horizon.SetEarliest(partition, timers.Earliest);
    }

    public void Forget(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _owned.Remove(partition);
            horizon.SetEarliest(partition, null);
        }
    }

    public bool HasDueWork(int partition, long position) =>
        _owned.TryGetValue(partition, out var owned) && owned.Timers.Earliest < HorizonOf(owned, partition, position);

    public async Task HandleAsync(Turn<MembershipRecord> turn, CancellationToken cancellationToken)
    {
        _decisions = null;
        var snapshot = await catalog.CurrentAsync(turn.Connection, cancellationToken);
        foreach (var (partition, owned) in turn.Slices.Select(slice => (slice.Partition, _owned[slice.Partition])))
        {
            if (owned.Timers.IsDrained)
                owned.Timers.Load(await TurnStore.TimersAsync(turn.Connection, partition, owned.Timers.LoadCount, cancellationToken));
        }
        var shoppers = Gather(turn, snapshot, out var settled);
        if (shoppers.Count == 0 && settled.Count == 0)
            return;

        var keys = shoppers.Keys;
        foreach (var run in await TurnStore.OpenRunsAsync(turn.Connection, keys, cancellationToken))
            shoppers[(run.Workflow.ShopId, run.ShopperId)].Runs[run.RunId] = run;
        var lastEntries = await LastEntriesAsync(turn.Connection, snapshot, shoppers.Values, cancellationToken);
        _decisions = new TurnDecisions(snapshot, lastEntries, log);
        foreach (var (message, time) in settled)
            _decisions.Writes.Settle(message, time);

        var left = shoppers.Values.Where(shopper => !_decisions.Continue(shopper)).ToList();
        while (left.Count > 0)
        {
            await ReadProfilesAsync(left, cancellationToken);
            left = left.Where(shopper => !_decisions.Continue(shopper)).ToList();
        }
        foreach (var transition in _decisions.Transitions)
        {
            foreach (var send in transition.Effects.OfType<Effect.Send>())
                Trace(transition.Run, send.Message);
        }
        await _decisions.Writes.SaveAsync(turn.Connection, cancellationToken);

        foreach (var shopper in shoppers.Values)
            _owned[shopper.Partition].Apply(shopper);
    }

    public Task CommittedAsync(Turn<MembershipRecord> turn, CancellationToken cancellationToken)
    {
        foreach (var slice in turn.Slices)
        {
            if (_owned.TryGetValue(slice.Partition, out var owned))
                horizon.SetEarliest(slice.Partition, owned.Timers.Earliest);
        }
        if (_decisions is not { } decisions || turn.Slices is [{ Kind: SliceKind.Parked }])
            return Task.CompletedTask;
        foreach (var transition in decisions.Transitions)
            metrics.Decided(transition);
        foreach (var dispatch in decisions.Writes.Dispatches)
            dispatchLog.Add(dispatch.Partition, dispatch.Sequence, dispatch, dispatch.Traceparent);
        return Task.CompletedTask;
    }

    /// <summary>Whom the turn is about: those to whom an event means something, and those whose timers are due.</summary>
    Dictionary<(string ShopId, Guid ShopperId), ShopperTurn> Gather(
        Turn<MembershipRecord> turn, CatalogSnapshot snapshot, out List<(MessageSettled Settled, DateTimeOffset Time)> settled)
    {
        var shoppers = new Dictionary<(string, Guid), ShopperTurn>();
        settled = [];
        // An equal share each: a partition with thousands due must not hold up the others.
        var timers = Math.Max(1, options.Value.TimersPerTurn / turn.Slices.Count);
        foreach (var slice in turn.Slices)
        {
            var owned = _owned[slice.Partition];
            if (slice is { Kind: SliceKind.New, Records: [.., var last] })
                owned.Handled(last.Event.LogTime.ToDateTimeOffset());
            var until = HorizonOf(owned, slice.Partition, slice.After);
            ShopperTurn Of(string shopId, Guid shopperId)
            {
                if (!shoppers.TryGetValue((shopId, shopperId), out var shopper))
                    shoppers[(shopId, shopperId)] = shopper = new(shopId, shopperId, slice.Partition) { After = slice.After, Horizon = until };
                return shopper;
            }

            foreach (var record in slice.Records)
            {
                if (Meaning(record.Event, owned, snapshot, shoppers) is not { } arrived)
                    continue;
                Of(record.Event.ShopId, Guid.Parse(record.Event.ShopperId)).Events.Add(arrived);
                if (arrived.Action is MessageSettled message)
                    settled.Add((message, arrived.Now));
            }
            foreach (var timer in slice.DoesDueWork ? owned.Timers.DueBefore(until, timers) : [])
                Of(timer.ShopId, timer.ShopperId).FiresTimers = true;
        }
        return shoppers;
    }

    static EventInput? Meaning(
        LoggedEvent logged, OwnedRuns owned, CatalogSnapshot snapshot, Dictionary<(string, Guid), ShopperTurn> shoppers)
    {
        // No control record has a kind that this build knows: it passes without effect.
        if (logged.Event is null || logged.ShopperId.Length == 0 || EventNames.Of(logged.Event) is not { Length: > 0 } name)
            return null;
        var shopper = (logged.ShopId, Guid.Parse(logged.ShopperId));
        var meansSomething = name == EventNames.MessageSettled
            || snapshot.MayTrigger(logged.ShopId, name)
            // An event before it in this very turn may begin the run that it moves.
            || (snapshot.MeansSomethingToRuns(logged.ShopId, name)
                && (owned.OpenShoppers.Contains(shopper) || shoppers.ContainsKey(shopper)));
        return !meansSomething ? null : new EventInput(
            logged,
            name,
            EventNames.ActionOf(logged.Event),
            logged.LogTime.ToDateTimeOffset(),
            new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence },
            Reading: null);
    }

    DateTimeOffset HorizonOf(OwnedRuns owned, int partition, long position)
    {
        var known = horizon.At(partition, position);
        return known > owned.LastLogTime ? known : owned.LastLogTime;
    }

    static async Task<Dictionary<EntryKey, DateTimeOffset>> LastEntriesAsync(
        NpgsqlConnection connection, CatalogSnapshot snapshot, IEnumerable<ShopperTurn> shoppers, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.Zero;
        var since = DateTimeOffset.MaxValue;
        var cooling = new List<(string, Guid)>();
        foreach (var shopper in shoppers)
        {
            var cooldown = shopper.Events
                .SelectMany(arrived => snapshot.TriggeredBy(shopper.ShopId, arrived.Name, shopper.Partition, arrived.Logged.Sequence))
                .Select(triggered => triggered.Workflow.Cooldown)
                .DefaultIfEmpty()
                .Max();
            if (cooldown == TimeSpan.Zero)
                continue;
            cooling.Add((shopper.ShopId, shopper.ShopperId));
            longest = cooldown > longest ? cooldown : longest;
            since = shopper.Events[0].Now < since ? shopper.Events[0].Now : since;
        }
        return cooling.Count == 0 ? [] : await TurnStore.LastEntriesAsync(connection, cooling, since - longest, cancellationToken);
    }

    async Task ReadProfilesAsync(IReadOnlyList<ShopperTurn> shoppers, CancellationToken cancellationToken)
    {
        foreach (var shop in shoppers.GroupBy(shopper => shopper.ShopId))
        {
            // A copy tells whether it includes an event of the shopper; only segmentation tells that there were no others.
            var byEvent = shop.Where(shopper => shopper.Reading is null && shopper.Events.Count > 0 && !WaitsForTimer(shopper)).ToList();
            await NarrowAsync(byEvent, part => ReadAsOfEventsAsync(shop.Key, part, cancellationToken));
            foreach (var chunk in shop.Except(byEvent).Chunk(500))
                await NarrowAsync(chunk, part => ReadAsOfTurnAsync(shop.Key, part, cancellationToken));
        }
        // Who can read nobody's profile has a defect of its own, and no run is to end for that.
        if (shoppers.Count > 2 && shoppers.All(shopper => shopper.Defect is not null))
            throw new Fault(FaultReasons.PeerUnavailable, "Segmentation can read nobody's profile.");
    }

    async Task ReadAsOfEventsAsync(string shopId, IReadOnlyList<ShopperTurn> shoppers, CancellationToken cancellationToken)
    {
        var found = await profiles.GetManyAsync(
            shopId, shoppers.Select(shopper => (shopper.ShopperId.ToString(), shopper.Events[^1].Position)).ToList(), cancellationToken);
        for (var index = 0; index < shoppers.Count; index++)
            shoppers[index].Reading = new Reading(found[index], IsComplete: false);
    }

    async Task ReadAsOfTurnAsync(string shopId, IReadOnlyList<ShopperTurn> shoppers, CancellationToken cancellationToken)
    {
        var asked = await profiles.AskAsync(
            shopId,
            shoppers.Select(shopper => (
                shopper.ShopperId.ToString(),
                new LogPosition { Partition = shopper.Partition, Sequence = shopper.After })).ToList(),
            cancellationToken);
        foreach (var shopper in shoppers)
            shopper.Reading = new Reading(asked.GetValueOrDefault(shopper.ShopperId.ToString()), IsComplete: true);
    }

    // One profile that segmentation cannot read must not hold up everybody who is due with its shopper. Halves find it
    // within the few seconds that the turn's transaction may stand still.
    static async Task NarrowAsync(IReadOnlyList<ShopperTurn> shoppers, Func<IReadOnlyList<ShopperTurn>, Task> read)
    {
        try
        {
            if (shoppers.Count > 0)
                await read(shoppers);
        }
        catch (RpcException exception) when (IsAboutAProfile(exception) && shoppers.Count > 1)
        {
            await NarrowAsync([.. shoppers.Take(shoppers.Count / 2)], read);
            await NarrowAsync([.. shoppers.Skip(shoppers.Count / 2)], read);
        }
        catch (RpcException exception) when (IsAboutAProfile(exception))
        {
            shoppers[0].Defect = exception;
        }
    }

    static bool IsAboutAProfile(RpcException exception) => !PeerAbsence.IsAboutNoRecord(exception)
        && exception.StatusCode is StatusCode.Internal or StatusCode.ResourceExhausted or StatusCode.InvalidArgument;

    static bool WaitsForTimer(ShopperTurn shopper) =>
        shopper.NextDue(shopper.HandledCount < shopper.Events.Count ? shopper.Events[shopper.HandledCount].Now : shopper.Horizon) is not null;

    static void Trace(ShopperRun run, DispatchRecord message)
    {
        using var activity = EventActivity.Start("workflow message requested", run.Traceparent);
        activity?.SetTag("automation.workflow_id", run.Workflow.WorkflowId);
        activity?.SetTag("automation.run_id", run.RunId);
        message.Traceparent = activity?.Id ?? "";
    }
}
