using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Asks an endpoint over HTTP/1.1 whether its resource is well.</summary>
static class HealthCheck
{
    static readonly TimeSpan s_untilHealthy = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan s_fromThenOn = TimeSpan.FromSeconds(5);
    static readonly HttpClient s_client = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Keeps the status right for as long as the resource lives.</summary>
    public static async Task WatchAsync(RunningResource resource, CancellationToken cancellationToken)
    {
        var addresses = resource.Resource.All<HealthCheckAnnotation>()
            .Select(check => (Address: AddressOf(resource.Resource, check), check.StatusCode))
            .ToList();
        while (resource.Status.Phase is not Phase.Ended)
        {
            var healthy = true;
            foreach (var (address, statusCode) in addresses)
                healthy &= await AnswersAsync(address, statusCode, cancellationToken);
            resource.Status.Set(healthy ? Phase.Healthy : Phase.Running);
            if (addresses.Count == 0)
                return;
            await Task.Delay(healthy ? s_fromThenOn : s_untilHealthy, cancellationToken);
        }
    }

    static string AddressOf(IResource resource, HealthCheckAnnotation check)
    {
        var endpoint = resource.Endpoints().FirstOrDefault(endpoint =>
            check.EndpointName is null ? endpoint.IsWeb : endpoint.Name == check.EndpointName)
            ?? throw new DistributedApplicationException(
                $"Resource '{resource.Name}' has no endpoint '{check.EndpointName ?? "http"}' for its health check.");
        return $"{endpoint.Scheme}://127.0.0.1:{endpoint.AllocatedPort}{check.Path}";
    }

    static async Task<bool> AnswersAsync(string address, int statusCode, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await s_client.GetAsync(address, cancellationToken);
            return (int)answer.StatusCode == statusCode;
        }
        catch (Exception error) when (error is HttpRequestException
            || error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
