using System.Security.Cryptography;
using System.Text;

namespace Automation.WorkflowEngine.Runs;

/// <summary>UUIDs derived from names (RFC 9562 version 8, from SHA-256): the same decision has the same id, whoever makes it again.</summary>
static class NameIds
{
    public static Guid OfRun(string shopId, string workflowId, string key, int partition, long sequence) =>
        Of($"run\0{shopId}\0{workflowId}\0{key}\0{partition}\0{sequence}");

    /// <summary>Of what waits for a date of a shopper's.</summary>
    public static Guid OfPendingStart(string shopId, string workflowId, Guid shopperId) => Of($"date\0{shopId}\0{workflowId}\0{shopperId}");

    /// <summary>Of the run that a date begins.</summary>
    public static Guid OfDateRun(Guid startId, DateTimeOffset dueTime) => Of($"date run\0{startId}\0{dueTime.UtcTicks}");

    /// <summary>Of the run that a caller asks for.</summary>
    public static Guid OfRunStart(string shopId, string workflowId, string requestId) => Of($"start\0{shopId}\0{workflowId}\0{requestId}");

    public static Guid OfMessage(Guid runId, string stepId, int visit) => Of($"message\0{runId}\0{stepId}\0{visit}");

    /// <summary>Of what a caller asks for, in the shop: the same request is the same command.</summary>
    public static Guid OfCommand(string shopId, string command) => Of($"command\0{shopId}\0{command}");

    static Guid Of(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
