using System.Security.Cryptography;
using System.Text;

namespace Automation.ChannelDelivery.Links;

/// <summary>One key for each use of the one secret, so that nothing made for one use passes for another.</summary>
static class LinkKeys
{
    public static byte[] Derive(string secret, string use) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: Encoding.UTF8.GetBytes($"automation.channel-delivery.{use}"));
}
