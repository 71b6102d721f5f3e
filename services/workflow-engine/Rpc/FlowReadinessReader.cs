using Automation.Clients.Ingestion;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Calling;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Templates;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Npgsql;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Looks whether a flow finds what it needs: events, segments, and somebody who may be written to.</summary>
sealed class FlowReadinessReader(
    NpgsqlDataSource database, SegmentationService.SegmentationServiceClient segmentation, RemoteShops shops, TimeProvider time)
{
    const string Reachable = "reachable-email";
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public async Task<FlowReadiness> ReadAsync(
        string shopId, WorkflowTemplate template, IReadOnlyDictionary<string, ParameterValue> parameters, CancellationToken cancellationToken)
    {
        var seen = await EventSightings.ReadAsync(database, shopId, cancellationToken);
        var readiness = new FlowReadiness { NotYet = { template.NotYet } };
        readiness.Events.Add(template.Events.Select(needed => new EventReadiness
        {
            Name = needed.Name,
            Fields = { needed.Fields },
            Required = needed.Required,
            LastSeenTime = seen.TryGetValue(needed.Name, out var last) ? last.ToTimestamp() : null,
        }));
        foreach (var needed in template.Segments)
        {
            var row = new SegmentReadiness
            {
                SegmentId = DefinitionFilling.Fill(needed.SegmentId, parameters), Text = needed.Text, Required = needed.Required,
            };
            if (await CountAsync(shopId, row.SegmentId, cancellationToken) is var (answers, count) && answers)
                row.Present = count is not null;
            readiness.Segments.Add(row);
        }
        if (await CountAsync(shopId, Reachable, cancellationToken) is (_, { } reachable))
            readiness.ReachableCount = reachable;
        readiness.Missing.Add(Missing(readiness, await shops.FindAsync(shopId, cancellationToken) is not null));
        return readiness;
    }

    static IEnumerable<string> Missing(FlowReadiness readiness, bool hasSender)
    {
        foreach (var needed in readiness.Events.Where(needed => needed.Required && needed.LastSeenTime is null))
            yield return $"No event '{needed.Name}' was seen; send it, with {string.Join(", ", needed.Fields)}.";
        foreach (var needed in readiness.Segments.Where(needed => needed is { HasPresent: true, Present: false, Required: true }))
        {
            yield return needed.Text.Length > 0
                ? $"There is no segment '{needed.SegmentId}'; put it with the condition {needed.Text}."
                : $"There is no segment '{needed.SegmentId}'; call InstallStandardSegments, or put a segment of this id.";
        }
        if (readiness is { HasReachableCount: true, ReachableCount: 0 })
            yield return "Nobody has agreed to marketing by email; send consent_changed events or import consents.";
        if (!hasSender)
            yield return "The shop is unknown to ingestion, so nobody can be the sender; create it by CreateShop.";
    }

    /// <summary>How many are in a segment, null where there is none of this id; and whether anybody answered.</summary>
    async Task<(bool Answers, long? Count)> CountAsync(string shopId, string segmentId, CancellationToken cancellationToken)
    {
        try
        {
            var deadline = time.GetUtcNow().Add(s_patience).UtcDateTime;
            var answer = await segmentation.CountMembersAsync(
                new CountMembersRequest { SegmentId = segmentId }, ShopCall.For(shopId, cancellationToken, deadline));
            return (true, answer.MemberCount);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound)
        {
            return (true, null);
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, null);
        }
    }
}
