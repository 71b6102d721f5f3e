using System.Threading.Channels;
using Automation.Ingestion.Appending;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.Ingestion.Rpc;

/// <content>Streams: batches go to the log as they come, acks come back in order, several in one where they can.</content>
sealed partial class IngestionRpc
{
    public override async Task StreamEvents(
        IAsyncStreamReader<StreamEventsRequest> requests, IServerStreamWriter<StreamEventsResponse> responses, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        // Room for one less than may be un-acked: the first of them is in the hands of the acking side.
        var unacked = Channel.CreateBounded<StreamedBatch>(
            new BoundedChannelOptions(Limits.StreamBatches - 1) { SingleReader = true, SingleWriter = true });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);

        var acking = AckAsync(unacked.Reader, responses, end);
        Exception? broken = null;
        try
        {
            await TakeAsync(requests, shopId, unacked.Writer, context, end.Token);
        }
        catch (Exception exception)
        {
            broken = exception;
        }
        // Whatever ended the taking, what was taken is acked first. A failed append is the better reason of the two.
        unacked.Writer.Complete();
        await acking;
        if (broken is OperationCanceledException && lifetime.ApplicationStopping.IsCancellationRequested)
            throw EventLogWriter.Stopping();
        if (broken is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(broken);
    }

    async Task TakeAsync(
        IAsyncStreamReader<StreamEventsRequest> requests, string shopId, ChannelWriter<StreamedBatch> unacked, ServerCallContext context,
        CancellationToken cancellationToken)
    {
        var order = new AppendOrder();
        var position = 1L;
        while (await unacked.WaitToWriteAsync(cancellationToken) && await requests.MoveNext(cancellationToken))
        {
            var batch = requests.Current;
            if (batch.FirstPosition != position)
                throw Fault.Invalid(
                    "first_position",
                    $"must be {position}, right after the batch before it; it is {batch.FirstPosition}. Number positions without gaps.");
            BatchAdmission.Check(batch.Events);
            await RecheckAsync(context);
            var admission = Admit(batch.Events, batch.History, shopId, context);
            var request = await writer.QueueAsync(admission.Pending, order, cancellationToken);
            // There is room, and what is queued must be acked whatever ends the stream.
            unacked.TryWrite(new StreamedBatch(position, batch.Events.Count, admission, request));
            position += batch.Events.Count;
        }
    }

    // A stream may stay open for days; its key must not outlive its revocation in it.
    async ValueTask RecheckAsync(ServerCallContext context) => await credentials.CheckAsync(
        context.RequestHeaders.GetValue(ServiceCredential.AuthorizationHeader), null, context.CancellationToken);

    static async Task AckAsync(
        ChannelReader<StreamedBatch> unacked, IServerStreamWriter<StreamEventsResponse> responses, CancellationTokenSource end)
    {
        try
        {
            while (await unacked.WaitToReadAsync(CancellationToken.None))
            {
                var response = new StreamEventsResponse();
                // One ack for all that are done by now.
                while (unacked.TryPeek(out var batch) && (response.AckedPosition == 0 || batch.Request.Done.IsCompleted))
                {
                    batch.AckIn(response, await batch.Request.Done);
                    unacked.TryRead(out _);
                }
                await responses.WriteAsync(response, CancellationToken.None);
            }
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }

    sealed record StreamedBatch(long FirstPosition, int Count, BatchAdmission Admission, AppendRequest Request)
    {
        public void AckIn(StreamEventsResponse response, IReadOnlyList<AppendResult> results)
        {
            foreach (var outcome in Admission.Settle(results))
                response.DuplicateCount += outcome is Outcome.Duplicate ? 1 : 0;
            foreach (var (index, rejection) in Admission.Rejections)
                response.Rejections[FirstPosition + index] = rejection;
            foreach (var (index, warnings) in Admission.Warnings)
                response.Warnings[FirstPosition + index] = warnings;
            response.AckedPosition = FirstPosition + Count - 1;
        }
    }
}
