using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Telemetry;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.WorkflowEngine.Intake;

/// <summary>A batch's part of enrollments: those that its records begin, and the members whose turn it is.</summary>
sealed class EnrollmentBatch(
    MembershipLogService.MembershipLogServiceClient segmentation, IOptions<WorkflowEngineOptions> options, TimeProvider time, ILogger<EnrollmentBatch> logger)
{
    // The batch's transaction is open meanwhile, and the events and timers of all shops wait.
    static readonly TimeSpan s_readTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Parts that records of the batch begin. They enter somebody in a later batch.</summary>
    public static async Task<List<EnrollmentPart>> BeginAsync(BatchTransaction<MembershipRecord> batch, CancellationToken cancellationToken)
    {
        List<(int Partition, long Sequence, DateTimeOffset LogTime, Guid EnrollmentId)>? asked = null;
        foreach (var partitionBatch in batch.Batches)
        {
            foreach (var record in partitionBatch.Records)
            {
                if (IdOf(record.Event.Control) is { } enrollmentId)
                    (asked ??= []).Add((partitionBatch.Partition, record.Event.Sequence, record.Event.LogTime.ToDateTimeOffset(), enrollmentId));
            }
        }
        if (asked is null)
            return [];
        var ids = asked.Select(one => one.EnrollmentId).Distinct().ToList();
        var orders = await EnrollmentTable.LockAsync(batch.Connection, ids, cancellationToken);
        // A record that was parked may be tried again when all is done.
        var begun = await EnrollmentTable.BegunAsync(batch.Connection, ids, cancellationToken);
        return [.. asked.Where(one => orders.ContainsKey(one.EnrollmentId) && begun.Add((one.EnrollmentId, one.Partition)))
            .Select(one => EnrollmentPart.Begin(orders[one.EnrollmentId], one.Partition, one.Sequence, one.LogTime))];
    }

    /// <summary>The members whose turn it is, at most so many in all as a transaction may enter.</summary>
    /// <param name="due">Parts whose time has come, with the instant up to which their partition's log is complete and its position.</param>
    /// <param name="snapshot">What the workflows mean.</param>
    /// <param name="connection">Of the batch.</param>
    /// <param name="cancellationToken">Of the batch.</param>
    /// <returns>Every part that was looked at. Without a page: it cannot go on for now.</returns>
    public async Task<IReadOnlyList<(EnrollmentPart Part, EnrollmentPage? Page)>> ReadAsync(
        IReadOnlyList<(EnrollmentPart Part, DateTimeOffset Now, long Position)> due, RegistrySnapshot snapshot, NpgsqlConnection connection,
        CancellationToken cancellationToken)
    {
        if (due.Count == 0)
            return [];
        var open = await EnrollmentTable.LockAsync(connection, due.Select(one => one.Part.Order.EnrollmentId).ToHashSet(), cancellationToken);
        var share = Math.Max(1, options.Value.EntriesPerBatch / due.Count);
        return await Task.WhenAll(due.Take(options.Value.EntriesPerBatch).Select(async one => (one.Part, await PageAsync(one))));

        Task<EnrollmentPage?> PageAsync((EnrollmentPart Part, DateTimeOffset Now, long Position) one)
        {
            if (!open.ContainsKey(one.Part.Order.EnrollmentId))
                return Task.FromResult<EnrollmentPage?>(new EnrollmentPage(one.Part with { IsDone = true }, []));
            // A build that cannot begin it leaves its members to one that can.
            return snapshot.Find(one.Part.Order.Version) is { } workflow
                ? ReadAsync(one.Part, workflow, one.Now, one.Position, share, cancellationToken)
                : Task.FromResult<EnrollmentPage?>(null);
        }
    }

    async Task<EnrollmentPage?> ReadAsync(
        EnrollmentPart part, CompiledWorkflow workflow, DateTimeOffset now, long position, int most, CancellationToken cancellationToken)
    {
        var (count, next) = Throttle.Take(part.NextTime, now, part.Order.MaxPerMinute, most);
        var request = new ReadMembersRequest
        {
            Partition = part.Partition,
            ShopId = part.Order.Version.ShopId,
            SegmentIds = { part.Order.SegmentIds },
            AsOfSequence = part.Sequence,
            AfterShopperId = part.After?.ToString() ?? "",
            MaxMembers = count,
        };
        ReadMembersResponse page;
        try
        {
            page = await segmentation.ReadMembersAsync(
                request, deadline: time.GetUtcNow().UtcDateTime + s_readTimeout, cancellationToken: cancellationToken);
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            WorkflowEngineLog.MembersNotRead(logger, exception, part.Order.EnrollmentId, part.Order.Version.ShopId, part.Partition);
            return null;
        }
        var shoppers = page.ShopperIds.Select(Guid.Parse).ToList();
        var known = new LogPosition { Partition = part.Partition, Sequence = position };
        return new EnrollmentPage(
            part with
            {
                NextTime = next,
                After = shoppers.Count > 0 ? shoppers[^1] : part.After,
                MemberCount = part.After is null ? page.MemberCount : part.MemberCount,
                IsDone = shoppers.Count < count,
            },
            shoppers.ConvertAll(shopperId => EnrollmentPage.EntryOf(part.Order, workflow, shopperId, now, known)));
    }

    static Guid? IdOf(ControlRecord? control) =>
        Guid.TryParse(control?.CampaignStarted?.EnrollmentId ?? control?.MatchingStarted?.EnrollmentId, out var id) ? id : null;
}
