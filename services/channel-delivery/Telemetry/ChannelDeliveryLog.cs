namespace Automation.ChannelDelivery.Telemetry;

/// <summary>Everything that delivery logs.</summary>
static partial class ChannelDeliveryLog
{
    [LoggerMessage(5000, LogLevel.Information, "Message {MessageId} was taken over by another worker; this one leaves it alone.")]
    public static partial void TakenOver(ILogger logger, Guid messageId);

    [LoggerMessage(5001, LogLevel.Warning, "Whether message {MessageId} of shop {ShopId} reached the provider is unknown; it is not sent again: {Detail}")]
    public static partial void OutcomeUnknown(ILogger logger, string shopId, Guid messageId, string detail);

    [LoggerMessage(5002, LogLevel.Warning, "Message {MessageId} of shop {ShopId} failed with {Reason}: {Detail}")]
    public static partial void SendFailed(ILogger logger, string shopId, Guid messageId, string reason, string detail);

    [LoggerMessage(5003, LogLevel.Warning, "What came of message {MessageId} could not be stored yet; trying again.")]
    public static partial void OutcomeNotStored(ILogger logger, Exception exception, Guid messageId);

    [LoggerMessage(5010, LogLevel.Warning, "Message {MessageId} could not be checked again and is held back.")]
    public static partial void NotCheckedAgain(ILogger logger, Exception exception, Guid messageId);

    [LoggerMessage(5011, LogLevel.Warning, "Whether message {MessageId} is marked as being sent is not known; it is not sent and goes back.")]
    public static partial void BeginNotConfirmed(ILogger logger, Exception exception, Guid messageId);

    [LoggerMessage(5020, LogLevel.Error, "Message {MessageId} could not be rendered from template {TemplateId}: {Detail}")]
    public static partial void NotRendered(ILogger logger, Guid messageId, string templateId, string detail);

    [LoggerMessage(5030, LogLevel.Error, "A send worker was interrupted; it goes on in a second.")]
    public static partial void WorkerInterrupted(ILogger logger, Exception exception);

    [LoggerMessage(5031, LogLevel.Error, "Abandoned sends could not be looked for; trying again in a second.")]
    public static partial void AbandonedNotLookedFor(ILogger logger, Exception exception);

    [LoggerMessage(5032, LogLevel.Warning, "{Count} messages could not be taken through together; trying them one by one.")]
    public static partial void TakingOneByOne(ILogger logger, Exception exception, int count);

    [LoggerMessage(5033, LogLevel.Error, "Message {MessageId} of shop {ShopId} meets a defect; it is set aside for a while, others go on.")]
    public static partial void DefectMet(ILogger logger, Exception exception, string shopId, Guid messageId);

    [LoggerMessage(5040, LogLevel.Warning, "The queue could not be counted.")]
    public static partial void QueueNotCounted(ILogger logger, Exception exception);
}
