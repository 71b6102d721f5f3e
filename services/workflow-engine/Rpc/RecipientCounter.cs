using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Judges the members of an enrollment by the decisions that would enter them, and forgets what these come to.</summary>
sealed class RecipientCounter(
    MembershipLogService.MembershipLogServiceClient segmentation,
    ProfileReader profiles,
    WorkflowRegistry registry,
    NpgsqlDataSource database,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    // Some seconds. Partitions are judged whole, one after the other, until so many are: who is in which is chance.
    const int Enough = 10_000;
    const int Page = 500;

    public async Task<CountRecipientsResponse> CountAsync(EnrollmentOrder order, CompiledWorkflow workflow, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var snapshot = await registry.CurrentAsync(connection, cancellationToken);
        var tally = new RecipientTally();
        for (var partition = 0; partition < Partitions.Count; partition++)
        {
            Guid? after = null;
            while (true)
            {
                var isJudged = after is not null || tally.JudgedCount < Enough;
                var members = await ReadAsync(order, partition, after, isJudged ? Page : 1, cancellationToken);
                tally.MemberCount += members.MemberCount;
                if (!isJudged)
                    break;
                await JudgeAsync(order, workflow, partition, members.ShopperIds, snapshot, connection, tally, cancellationToken);
                if (members.ShopperIds.Count < Page)
                    break;
                after = Guid.Parse(members.ShopperIds[^1]);
            }
        }
        return tally.ToMessage();
    }

    async Task<ReadMembersResponse> ReadAsync(EnrollmentOrder order, int partition, Guid? after, int count, CancellationToken cancellationToken) =>
        await segmentation.ReadMembersAsync(
            new ReadMembersRequest
            {
                Partition = partition,
                ShopId = order.Version.ShopId,
                SegmentIds = { order.SegmentIds },
                AfterShopperId = after?.ToString() ?? "",
                MaxMembers = count,
            },
            cancellationToken: cancellationToken);

    async Task JudgeAsync(
        EnrollmentOrder order, CompiledWorkflow workflow, int partition, IReadOnlyCollection<string> shopperIds, RegistrySnapshot snapshot,
        NpgsqlConnection connection, RecipientTally tally, CancellationToken cancellationToken)
    {
        if (shopperIds.Count == 0)
            return;
        var shopId = order.Version.ShopId;
        var position = new LogPosition { Partition = partition };
        var now = shopTime.GetUtcNow();
        var known = await profiles.AskAsync(shopId, [.. shopperIds.Select(shopperId => (shopperId, position))], cancellationToken);
        var shoppers = new Dictionary<(string ShopId, Guid ShopperId), ShopperBatch>();
        foreach (var shopperId in shopperIds.Select(Guid.Parse))
        {
            shoppers[(shopId, shopperId)] = new ShopperBatch(shopId, shopperId, partition)
            {
                Watermark = now,
                Reading = new Reading(known.GetValueOrDefault(shopperId.ToString()), IsComplete: true),
                Entries = { EnrollmentPage.EntryOf(order, workflow, shopperId, now, position) },
            };
        }
        foreach (var run in await BatchReads.OpenRunsAsync(connection, shoppers.Keys, cancellationToken))
            shoppers[(shopId, run.ShopperId)].Runs[run.RunId] = run;
        var (lastRuns, recent) = await EntryReading.ReadAsync(connection, snapshot, shoppers.Values, cancellationToken);
        var decisions = new BatchDecisions(snapshot, lastRuns, NullLogger.Instance) { RecentEntries = recent };
        foreach (var shopper in shoppers.Values)
        {
            decisions.Continue(shopper);
            tally.Add(shopper.Entries[0].Refusal, workflow.FirstMessage, shopper.Reading!.Profile);
        }
    }
}

/// <summary>What the counting comes to.</summary>
sealed class RecipientTally
{
    readonly SortedDictionary<string, long> _heldBack = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> _unreachable = new(StringComparer.Ordinal);
    long _recipientCount;

    public long MemberCount { get; set; }

    public long JudgedCount { get; private set; }

    /// <summary>One who was judged.</summary>
    /// <param name="refusal">Why no run would begin; empty: one would.</param>
    /// <param name="firstMessage">What it would ask for first; null: no message.</param>
    /// <param name="profile">Of the shopper.</param>
    public void Add(string refusal, DispatchRecord? firstMessage, Profile? profile)
    {
        JudgedCount++;
        if (refusal.Length > 0)
        {
            Count(_heldBack, refusal);
            return;
        }
        _recipientCount++;
        if (firstMessage is not null && SimulatedDelivery.Deliver(firstMessage, profile) is { Outcome: not MessageOutcome.Sent, Reason: var reason })
            Count(_unreachable, reason);
    }

    public CountRecipientsResponse ToMessage() => new()
    {
        MemberCount = MemberCount,
        JudgedCount = JudgedCount,
        RecipientCount = _recipientCount,
        HeldBack = { EnrollmentMessages.HeldBack(_heldBack.Select(row => (row.Key, row.Value))) },
        Unreachable = { EnrollmentMessages.HeldBack(_unreachable.Select(row => (row.Key, row.Value))) },
    };

    static void Count(SortedDictionary<string, long> counts, string reason) => counts[reason] = counts.GetValueOrDefault(reason) + 1;
}
