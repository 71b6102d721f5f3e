using Microsoft.Extensions.Options;

namespace Automation.Gateway;

/// <summary>Section <c>Gateway</c>.</summary>
sealed class GatewayOptions
{
    // A batch of events may have 512,000 bytes as protobuf; its JSON of the same content is the smaller limit here,
    // for names and quotes count, and a caller that needs the full size calls by gRPC.
    const int LargestBatchBytes = 512_000;

    /// <summary>How long a REST call may take when the caller sends no <c>grpc-timeout</c>. Longer holds calls to a slow service open; shorter cuts off waits that would have ended well.</summary>
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of a REST body. More is more memory for each call under way.</summary>
    public int BodyBytes { get; set; } = 600 * 1024;

    internal sealed class Validator : IValidateOptions<GatewayOptions>
    {
        public ValidateOptionsResult Validate(string? name, GatewayOptions options)
        {
            if (options.DefaultDeadline <= TimeSpan.Zero)
                return ValidateOptionsResult.Fail("Gateway:DefaultDeadline must be above zero.");
            if (options.BodyBytes < LargestBatchBytes)
                return ValidateOptionsResult.Fail($"Gateway:BodyBytes must be at least {LargestBatchBytes:N0}, or full batches of events do not pass.");
            return ValidateOptionsResult.Success;
        }
    }
}
