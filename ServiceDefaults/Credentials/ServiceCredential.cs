using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Automation.ServiceDefaults.Credentials;

/// <summary>Section <c>Credentials</c>.</summary>
public sealed class CredentialOptions
{
    /// <summary>Secret that the services of one installation share, at least 32 characters.</summary>
    public string ServiceKey { get; set; } = "";

    /// <summary>How long a resolved shop key is trusted before it is asked for again. Longer is fewer questions and later revocation.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromSeconds(30);
}

sealed class CredentialOptionsValidator : IValidateOptions<CredentialOptions>
{
    public ValidateOptionsResult Validate(string? name, CredentialOptions options) =>
        options.ServiceKey.Length < 32
            ? ValidateOptionsResult.Fail("Credentials:ServiceKey must have at least 32 characters; the AppHost passes it as the parameter service-key.")
            : ValidateOptionsResult.Success;
}

/// <summary>The credential that services of the suite show each other: <c>authorization: Service {key}</c>.</summary>
public sealed class ServiceCredential(IOptions<CredentialOptions> options)
{
    public const string AuthorizationHeader = "authorization";
    public const string ShopHeader = "x-shop-id";
    public const string Scheme = "Service ";

    readonly byte[] _key = Encoding.UTF8.GetBytes(options.Value.ServiceKey);

    /// <summary>What to send as <c>authorization</c>.</summary>
    public string HeaderValue { get; } = Scheme + options.Value.ServiceKey;

    /// <summary>Whether the key is ours, in constant time.</summary>
    public bool Matches(ReadOnlySpan<char> key) =>
        key.Length <= 1024 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key.ToArray()), _key);
}
