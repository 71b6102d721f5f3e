using Microsoft.Extensions.Logging;

namespace Automation.EventLog.Outbox;

/// <summary>Everything that an outbox logs.</summary>
static partial class OutboxLog
{
    [LoggerMessage(150, LogLevel.Warning, "Outbox rows could not be delivered; they will be repeated.")]
    public static partial void NotRelayed(ILogger logger, Exception exception);

    [LoggerMessage(151, LogLevel.Error, "Outbox row {OutboxId} is refused for good and kept with its reason: {Reason}")]
    public static partial void Refused(ILogger logger, long outboxId, string reason);

    [LoggerMessage(152, LogLevel.Error, "The destination failed at outbox row {OutboxId}; it is tried again in {Delay}, and the others go on.")]
    public static partial void CoolsDown(ILogger logger, Exception exception, long outboxId, TimeSpan delay);

    [LoggerMessage(153, LogLevel.Warning, "Outbox row {OutboxId} is refused for a clock or a version; it is tried again in {Delay}: {Reason}")]
    public static partial void Postponed(ILogger logger, long outboxId, TimeSpan delay, string reason);
}
