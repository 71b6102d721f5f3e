using Automation.Ingestion.V1;
using Google.Protobuf;

namespace Automation.Gateway.Rest;

/// <summary>What a REST call asks of a service.</summary>
/// <param name="Message">The request.</param>
/// <param name="Rejections">Why events of a batch are none, by index; null outside of batches.</param>
sealed record RestRequest(IMessage Message, IReadOnlyDictionary<int, Rejection>? Rejections = null)
{
    /// <summary>The service's answer, with what only the gateway knows.</summary>
    public IMessage Complete(IMessage answer)
    {
        if (Rejections is not null && answer is BatchRecordEventsResponse batch)
        {
            foreach (var (index, rejection) in Rejections)
                batch.Rejections[index] = rejection;
        }
        return answer;
    }
}
