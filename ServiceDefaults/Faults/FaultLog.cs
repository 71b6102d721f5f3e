using Microsoft.Extensions.Logging;

namespace Automation.ServiceDefaults.Faults;

/// <summary>Everything that is logged about calls that fail.</summary>
static partial class FaultLog
{
    [LoggerMessage(100, LogLevel.Error, "{Method} failed unexpectedly.")]
    public static partial void Unexpected(ILogger logger, Exception exception, string method);

    [LoggerMessage(101, LogLevel.Warning, "{Method} answered {Reason}.")]
    public static partial void Unavailable(ILogger logger, Exception exception, string method, string reason);
}
