using System.Security.Cryptography;
using System.Text;

namespace Automation.WorkflowEngine.Runs;

/// <summary>UUIDs derived from names (RFC 9562 version 8, from SHA-256): the same decision has the same id, whoever makes it again.</summary>
static class NameIds
{
    public static Guid OfRun(string shopId, string workflowId, string key, int partition, long sequence) =>
        Of($"run\0{shopId}\0{workflowId}\0{key}\0{partition}\0{sequence}");

    public static Guid OfMessage(Guid runId, string stepId, int visit) => Of($"message\0{runId}\0{stepId}\0{visit}");

    /// <summary>A run that a step of another one starts.</summary>
    public static Guid OfStartedRun(Guid runId, string stepId, int visit) => Of($"started\0{runId}\0{stepId}\0{visit}");

    /// <summary>An event that a step lets out: at most 97 characters, from which its run can be told.</summary>
    public static string OfEvent(Guid runId, string stepId, int visit) => $"{EventsOf(runId)}{stepId}-{visit}";

    /// <summary>What the ids of all events of a run begin with.</summary>
    public static string EventsOf(Guid runId) => $"step-{runId}-";

    static Guid Of(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
