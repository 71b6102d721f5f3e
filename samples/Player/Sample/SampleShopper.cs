using System.Security.Cryptography;
using System.Text;

namespace Automation.Samples.Player.Sample;

/// <summary>Who filled a cart: a known customer, or somebody of whom there is only the cart.</summary>
/// <param name="CustomerId">Empty for somebody unknown.</param>
/// <param name="AnonymousId">Empty for a customer.</param>
sealed record SampleShopper(string CustomerId, string AnonymousId, string Country)
{
    // 205 of 256 are 80 %, 77 of 256 are 30 %.
    const int EmailShare = 205;
    const int SmsShare = 77;

    public bool IsKnown => CustomerId.Length > 0;

    public string Email => $"{CustomerId}@shop.example.com";

    public bool AgreesToEmail => Digest()[0] < EmailShare;

    public bool AgreesToSms => Digest()[1] < SmsShare;

    public static SampleShopper Of(SampleLine line) =>
        line.CustomerId.Length > 0
            ? new SampleShopper(line.CustomerId, "", line.Country)
            : new SampleShopper("", line.Invoice, line.Country);

    byte[] Digest() => SHA256.HashData(Encoding.UTF8.GetBytes(CustomerId));
}
