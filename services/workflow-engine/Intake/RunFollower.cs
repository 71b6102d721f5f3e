using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.EventLog.Outbox;
using Automation.ServiceDefaults.Telemetry;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Telemetry;
using Automation.WorkflowEngine.Timers;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.WorkflowEngine.Intake;

/// <summary>
/// Follows segmentation's log and moves the runs: gather what matters, load the runs, decide, write, all in the
/// batch's transaction. Most events matter to nobody and cost a look at memory.
/// </summary>
sealed partial class RunFollower(
    WorkflowRegistry registry,
    Watermark watermark,
    ProfileReading profiles,
    EnrollmentBatch enrollments,
    LogPublisher dispatchLog,
    Outbox outbox,
    EventSightings sightings,
    IOptions<WorkflowEngineOptions> options,
    WorkflowEngineMetrics metrics,
    TimeProvider time,
    ILogger<RunFollower> logger) : ILogHandler<MembershipRecord>
{
    static readonly TimeSpan s_resumeInterval = TimeSpan.FromSeconds(1);

    readonly Dictionary<int, OwnedRuns> _owned = [];

    // Of the batch that is being committed.
    BatchDecisions? _decisions;
    List<EnrollmentPage> _pages = [];
    BatchWrites _writes = new();

    public async Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var timers = new TimerWindow(options.Value.TimerWindow);
        timers.Load(await BatchReads.TimersAsync(connection, partition, timers.LoadCount, cancellationToken));
        var owned = new OwnedRuns(await BatchReads.OpenShoppersAsync(connection, partition, cancellationToken), timers)
        {
            Held = await HeldTimers.WorkflowsAsync(connection, partition, cancellationToken),
            Enrollments = new OwnedEnrollments(await EnrollmentTable.OpenAsync(connection, partition, cancellationToken)),
        };
        _owned[partition] = owned;
        watermark.SetEarliest(partition, owned.Earliest);
    }

    public void Forget(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _owned.Remove(partition);
            watermark.SetEarliest(partition, null);
        }
    }

    // Nobody tells that a workflow goes on again, so what waits for that is looked after.
    public bool HasScheduledWork(int partition, long position) => _owned.TryGetValue(partition, out var owned)
        && (owned.Earliest < WatermarkOf(owned, partition, position)
            || (owned.HasHeld && time.GetElapsedTime(owned.ResumeLookedFor) >= s_resumeInterval));

    // Timers become due as the watermark rises.
    public void WakeBy(Action wake) => watermark.Risen += wake;

    public async Task HandleAsync(BatchTransaction<MembershipRecord> batch, CancellationToken cancellationToken)
    {
        _decisions = null;
        var snapshot = await registry.CurrentAsync(batch.Connection, cancellationToken);
        foreach (var (partition, owned) in batch.Batches.Select(each => (each.Partition, _owned[each.Partition])))
        {
            if (await ReleaseAsync(batch.Connection, partition, owned, snapshot, cancellationToken) || owned.Timers.IsDrained)
                owned.Timers.Load(await BatchReads.TimersAsync(batch.Connection, partition, owned.Timers.LoadCount, cancellationToken));
        }
        var shoppers = Gather(batch, snapshot, out var settled);
        await sightings.SaveAsync(batch.Connection, cancellationToken);
        var begun = await EnrollmentBatch.BeginAsync(batch, cancellationToken);
        var pages = await PagesAsync(batch, snapshot, cancellationToken);
        foreach (var entry in pages.SelectMany(page => page.Entries))
            BatchOf(shoppers, batch.Batches.First(each => each.Partition == entry.Input.Position.Partition), snapshot, entry.Version.ShopId, entry.ShopperId)
                .Entries.Add(entry);
        if (shoppers.Count == 0 && settled.Count == 0 && begun.Count == 0 && pages.Count == 0)
            return;

        var keys = shoppers.Keys;
        var writes = new BatchWrites();
        foreach (var run in await BatchReads.OpenRunsAsync(batch.Connection, keys, cancellationToken))
            Know(run);
        foreach (var run in await RetriedRunsAsync(batch.Connection, shoppers, cancellationToken))
            Know(run);
        void Know(ShopperRun run)
        {
            shoppers[(run.Workflow.ShopId, run.ShopperId)].Runs[run.RunId] = run;
            writes.Counts.Know(run);
        }

        await Assignments.ReadAsync(
            batch.Connection, shoppers.Where(pair => snapshot.StepsOf(pair.Key.ShopId).Assigns).ToDictionary(), cancellationToken);
        // A start may be left of a workflow that this build cannot compile.
        var dated = shoppers.Values.Where(shopper => snapshot.MayTrigger(shopper.ShopId, TriggerNames.DateReached)
            || shopper.DueTimers.Exists(timerId => !shopper.Runs.ContainsKey(timerId))).ToList();
        foreach (var start in dated.Count == 0 ? [] : await PendingStartTable.ReadAsync(batch.Connection, dated, cancellationToken))
            shoppers[(start.ShopId, start.ShopperId)].Starts.Know(start);
        foreach (var shopper in dated)
        {
            foreach (var timerId in shopper.DueTimers.Where(timerId => !shopper.Runs.ContainsKey(timerId) && !shopper.Starts.Has(timerId)))
                shopper.Starts.Forget(timerId);
        }
        var (lastRuns, recent) = await EntryReading.ReadAsync(batch.Connection, snapshot, shoppers.Values, cancellationToken);
        _decisions = new BatchDecisions(snapshot, lastRuns, logger) { RecentEntries = recent };
        batch.EndStep(BatchSteps.Load);

        var left = shoppers.Values.Where(shopper => !_decisions.Continue(shopper)).ToList();
        batch.EndStep(BatchSteps.Fold);
        while (left.Count > 0)
        {
            await profiles.ReadAsync(left, snapshot, cancellationToken);
            batch.EndStep(BatchSteps.Ask);
            left = left.Where(shopper => !_decisions.Continue(shopper)).ToList();
        }
        (_writes, _pages) = (writes, pages);
        foreach (var (message, time) in settled)
            _writes.Settle(message, time);
        foreach (var (transition, isNew) in _decisions.Decided)
        {
            foreach (var send in transition.Effects.OfType<Effect.Send>())
                Trace(transition.Run, send.Message);
            _writes.Add(transition, isNew);
        }
        foreach (var shopper in dated)
            _writes.Starts.AddRange(shopper.Starts.Changes);
        foreach (var run in shoppers.Values.SelectMany(shopper => shopper.HoldPaused()))
            _writes.Held.Add(run.RunId);
        begun.ForEach(_writes.Enrollments.Set);
        pages.ForEach(_writes.Enrollments.Add);
        batch.EndStep(BatchSteps.Fold);
        await _writes.SaveAsync(batch.Connection, cancellationToken);
        batch.EndStep(BatchSteps.Write);

        foreach (var shopper in shoppers.Values)
            _owned[shopper.Partition].Apply(shopper);
        foreach (var part in begun.Concat(pages.Select(page => page.Part)))
            _owned[part.Partition].Enrollments.Apply(part);
    }

    public Task CommittedAsync(BatchTransaction<MembershipRecord> batch, CancellationToken cancellationToken)
    {
        foreach (var partitionBatch in batch.Batches)
        {
            if (_owned.TryGetValue(partitionBatch.Partition, out var owned))
                watermark.SetEarliest(partitionBatch.Partition, owned.Earliest);
        }
        if (_decisions is not { } decisions)
            return Task.CompletedTask;
        foreach (var (transition, _) in decisions.Decided)
            metrics.Decided(transition);
        _pages.ForEach(metrics.Enrolled);
        if (_writes.Events.Count > 0)
            outbox.Wake();
        foreach (var dispatch in _writes.Dispatches)
            dispatchLog.Add(dispatch.Partition, dispatch.Sequence, dispatch, dispatch.Traceparent, batch.OwnIncarnation);
        return Task.CompletedTask;
    }

    /// <summary>Whom the batch is about: those to whom an event means something, and those whose timers are due.</summary>
    Dictionary<(string ShopId, Guid ShopperId), ShopperBatch> Gather(
        BatchTransaction<MembershipRecord> batch, RegistrySnapshot snapshot, out List<(MessageSettled Settled, DateTimeOffset Time)> settled)
    {
        var shoppers = new Dictionary<(string, Guid), ShopperBatch>();
        settled = [];
        // An equal share each: a partition with thousands due must not hold up the others.
        var timers = Math.Max(1, options.Value.TimersPerBatch / batch.Batches.Count);
        foreach (var partitionBatch in batch.Batches)
        {
            var owned = _owned[partitionBatch.Partition];
            if (partitionBatch is { Kind: PartitionBatchKind.New, Records: [.., var last] })
                owned.Handled(last.Event.LogTime.ToDateTimeOffset());
            ShopperBatch Of(string shopId, Guid shopperId) => BatchOf(shoppers, partitionBatch, snapshot, shopId, shopperId);

            // Before the records: what is due may begin a run that an event of this very batch moves.
            foreach (var timer in partitionBatch.IncludesScheduledWork ? owned.Timers.DueBefore(WatermarkOf(owned, partitionBatch.Partition, partitionBatch.After), timers) : [])
            {
                var shopper = Of(timer.ShopId, timer.ShopperId);
                shopper.FiresTimers = true;
                shopper.DueTimers.Add(timer.RunId);
            }
            foreach (var record in partitionBatch.Records)
            {
                sightings.Note(record.Event);
                if ((EventMeaning.Of(record, owned, snapshot, shoppers) ?? CommandMeaning.Of(record)) is { } arrived)
                {
                    Of(arrived.Logged.ShopId, Guid.Parse(arrived.Logged.ShopperId)).Events.Add(arrived);
                    if (arrived.Action is MessageSettled message)
                        settled.Add((message, arrived.Now));
                }
                // Most change nothing, and asking allocates.
                foreach (var moved in record.Changes.Count == 0 ? [] : SegmentStart.Of(record, snapshot))
                    Of(moved.Logged.ShopId, Guid.Parse(moved.Logged.ShopperId)).Events.Add(moved);
            }
        }
        return shoppers;
    }

    DateTimeOffset WatermarkOf(OwnedRuns owned, int partition, long position)
    {
        var known = watermark.At(partition, position);
        return known > owned.LastLogTime ? known : owned.LastLogTime;
    }

    /// <summary>Runs that are over and are to go on.</summary>
    static async Task<List<ShopperRun>> RetriedRunsAsync(
        NpgsqlConnection connection, Dictionary<(string ShopId, Guid ShopperId), ShopperBatch> shoppers, CancellationToken cancellationToken)
    {
        var retried = shoppers.Values
            .SelectMany(shopper => shopper.Events)
            .Select(arrived => arrived.Action is RunCommand { Retry: not null } command ? RunCommands.RunOf(command) : null)
            .OfType<Guid>()
            .ToList();
        if (retried.Count == 0)
            return [];
        var runs = await BatchReads.EndedRunsAsync(connection, retried, cancellationToken);
        // A run of another shop or shopper is nobody's here.
        return runs.FindAll(run => shoppers.ContainsKey((run.Workflow.ShopId, run.ShopperId)));
    }

    static void Trace(ShopperRun run, DispatchRecord message)
    {
        using var activity = EventActivity.Start("workflow message requested", run.Traceparent);
        activity?.SetTag("automation.workflow_id", run.Workflow.WorkflowId);
        activity?.SetTag("automation.run_id", run.RunId);
        message.Traceparent = activity?.Id ?? "";
    }
}
