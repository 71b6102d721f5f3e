using System.Net;
using System.Text;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Google.Protobuf;

namespace Automation.Faults.Tests.Storefronts;

/// <summary>POST /v1/events:batch.</summary>
sealed class RestEntryPoint(HttpClient gateway) : IEventEntryPoint
{
    static readonly Uri s_path = new("/v1/events:batch", UriKind.Relative);
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);
    static readonly JsonParser s_parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

    public async Task<int> RecordAsync(IReadOnlyList<Event> events)
    {
        var request = new BatchRecordEventsRequest { Events = { events } };
        using var content = new StringContent(JsonFormatter.Default.Format(request), Encoding.UTF8, "application/json");
        using var timeout = new CancellationTokenSource(s_timeout);
        string body;
        try
        {
            using var response = await gateway.PostAsync(s_path, content, timeout.Token);
            body = await response.Content.ReadAsStringAsync(timeout.Token);
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
                throw new NotAckedException($"{(int)response.StatusCode} {body}", null);
            if (response.StatusCode is not HttpStatusCode.OK)
                throw new WrongAnswerException($"{(int)response.StatusCode} {body}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new NotAckedException(error.Message, error);
        }
        var answer = s_parser.Parse<BatchRecordEventsResponse>(body);
        if (answer.Rejections.Count > 0 || answer.Outcomes.Count != events.Count)
            throw new WrongAnswerException($"Not every event was recorded: {body}");
        return answer.Outcomes.Count(outcome => outcome is Outcome.Duplicate);
    }
}
