using System.Security.Cryptography;
using System.Text;

namespace Automation.WorkflowEngine.Runs;

/// <summary>UUIDs derived from names (RFC 9562 version 8, from SHA-256): the same decision has the same id, whoever makes it again.</summary>
static class NameIds
{
    public static Guid OfRun(string shopId, string workflowId, string key, int partition, long sequence) =>
        Of($"run\0{shopId}\0{workflowId}\0{key}\0{partition}\0{sequence}");

    public static Guid OfMessage(Guid runId, string stepId, int visit) => Of($"message\0{runId}\0{stepId}\0{visit}");

    /// <summary>A shopper whom a simulated history calls by a name.</summary>
    public static Guid OfSimulatedShopper(string name) => Of($"simulated shopper\0{name}");

    static Guid Of(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
