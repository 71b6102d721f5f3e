using Automation.Api.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.ServiceDefaults.Progress;

/// <summary>Answers how far the service has come.</summary>
sealed class ProgressRpc(IEnumerable<IFollowerProgress> followers, IEnumerable<IOpenWork> works) : ProgressService.ProgressServiceBase
{
    public override async Task<GetProgressResponse> GetProgress(GetProgressRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.DueByTime is null)
            throw Fault.Required("due_by_time");
        if (!request.DueByTime.IsTime())
            throw Fault.Invalid("due_by_time", TimestampRange.Rule);
        var dueBy = request.DueByTime.ToDateTimeOffset();
        var response = new GetProgressResponse();
        foreach (var follower in followers)
        {
            response.Followers.Add(new FollowerProgress
            {
                Follower = follower.Name,
                BehindCount = await follower.MeasureBehindAsync(context.CancellationToken),
                ParkedCount = await follower.CountParkedAsync(context.CancellationToken),
                StopReason = follower.StopReason,
            });
        }
        foreach (var work in works)
        {
            var (open, next) = await work.MeasureAsync(dueBy, context.CancellationToken);
            response.Works.Add(new OpenWork { Kind = work.Kind, OpenCount = open, NextDueTime = next?.ToTimestamp() });
        }
        return response;
    }
}
