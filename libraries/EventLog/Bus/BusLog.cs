using Microsoft.Extensions.Logging;

namespace Automation.EventLog.Bus;

/// <summary>Everything that is logged about the bus.</summary>
static partial class BusLog
{
    [LoggerMessage(120, LogLevel.Warning, "{Count} rows of the {Log} log were not sent to the bus; followers will read them.")]
    public static partial void NotSent(ILogger logger, Exception exception, string log, int count);

    [LoggerMessage(121, LogLevel.Warning, "{Count} rows of the {Log} log found no room for the bus; followers will read them.")]
    public static partial void Dropped(ILogger logger, string log, long count);
}
