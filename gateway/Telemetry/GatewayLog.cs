namespace Automation.Gateway.Telemetry;

static partial class GatewayLog
{
    [LoggerMessage(6000, LogLevel.Error, "{Rpc} failed unexpectedly at the gateway.")]
    public static partial void Unexpected(ILogger logger, Exception exception, string rpc);

    [LoggerMessage(6001, LogLevel.Warning, "{Rpc} was answered {Reason}: {Detail}")]
    public static partial void Unavailable(ILogger logger, string rpc, string reason, string detail);

    [LoggerMessage(6002, LogLevel.Warning, "{Path} could not be passed on: {Error}.")]
    public static partial void NotPassed(ILogger logger, Exception? exception, string path, string error);
}
