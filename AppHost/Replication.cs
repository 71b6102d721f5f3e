using System.Globalization;

namespace Automation.AppHost;

/// <summary>How many processes of a service run: Parameters:replicas-{service}, 1 where nothing is said.</summary>
static class Replication
{
    const int Most = 8;

    public static int Of(IDistributedApplicationBuilder builder, string service)
    {
        var name = $"replicas-{service}";
        var value = builder.ValueOf(name) ?? "1";
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) && replicas is >= 1 and <= Most
            ? replicas
            : throw new DistributedApplicationException($"Parameters:{name} is '{value}'; set it to a whole number from 1 to {Most}.");
    }
}
