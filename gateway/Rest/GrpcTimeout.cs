using System.Globalization;
using Automation.ServiceDefaults.Faults;

namespace Automation.Gateway.Rest;

/// <summary>The header <c>grpc-timeout</c>, which a REST caller may send too: <c>1500m</c> is 1.5 s.</summary>
static class GrpcTimeout
{
    const string Header = "grpc-timeout";

    // 99999999H is ten thousand years, and the deadline after the last day that there is.
    static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    /// <summary>The time that the caller gives, a day at most; null when it says nothing.</summary>
    /// <exception cref="Fault">FIELD_INVALID.</exception>
    public static TimeSpan? Read(string? header)
    {
        if (string.IsNullOrEmpty(header))
            return null;
        // At most eight digits, so no unit overflows a TimeSpan.
        if (header.Length is < 2 or > 9
            || !long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            throw Refuse(header);
        }
        var timeout = header[^1] switch
        {
            'H' => TimeSpan.FromHours(value),
            'M' => TimeSpan.FromMinutes(value),
            'S' => TimeSpan.FromSeconds(value),
            'm' => TimeSpan.FromMilliseconds(value),
            'u' => TimeSpan.FromMicroseconds(value),
            'n' => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick),
            _ => throw Refuse(header),
        };
        return timeout < s_longest ? timeout : s_longest;
    }

    static Fault Refuse(string header) =>
        Fault.Invalid(Header, $"must be up to eight digits and a unit of H, M, S, m, u, n, such as 1500m, but is '{header}'.");
}
