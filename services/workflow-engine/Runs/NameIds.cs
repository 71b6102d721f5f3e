using System.Security.Cryptography;
using System.Text;

namespace Automation.WorkflowEngine.Runs;

/// <summary>UUIDs derived from names (RFC 9562 version 8, from SHA-256): the same decision has the same id, whoever makes it again.</summary>
static class NameIds
{
    const string StepPrefix = "step-";

    public static Guid OfRun(string shopId, string workflowId, string key, int partition, long sequence) =>
        Of($"run\0{shopId}\0{workflowId}\0{key}\0{partition}\0{sequence}");

    /// <summary>Of the run that a change of a shopper's memberships begins.</summary>
    public static Guid OfMovedRun(string shopId, string workflowId, string key, string shopperId, int partition, long sequence) =>
        Of($"moved run\0{shopId}\0{workflowId}\0{key}\0{shopperId}\0{partition}\0{sequence}");

    /// <summary>Of what waits for a date of a shopper's.</summary>
    public static Guid OfPendingStart(string shopId, string workflowId, Guid shopperId) => Of($"date\0{shopId}\0{workflowId}\0{shopperId}");

    /// <summary>Of the run that a date begins.</summary>
    public static Guid OfDateRun(Guid startId, DateTimeOffset dueTime) => Of($"date run\0{startId}\0{dueTime.UtcTicks}");

    /// <summary>Of the run that a caller asks for.</summary>
    public static Guid OfRunStart(string shopId, string workflowId, string requestId) => Of($"start\0{shopId}\0{workflowId}\0{requestId}");

    /// <summary>Of the campaign that a schedule begins at a time.</summary>
    public static Guid OfCampaign(string shopId, string workflowId, DateTimeOffset dueTime) =>
        Of($"campaign\0{shopId}\0{workflowId}\0{dueTime.UtcTicks}");

    /// <summary>Of the start for those who match that a caller asks for.</summary>
    public static Guid OfMatching(string shopId, string workflowId, string requestId) => Of($"matching\0{shopId}\0{workflowId}\0{requestId}");

    /// <summary>Of the run that a shopper begins with others.</summary>
    public static Guid OfEnrolledRun(Guid enrollmentId, Guid shopperId) => Of($"enrolled\0{enrollmentId}\0{shopperId}");

    public static Guid OfMessage(Guid runId, string stepId, int visit) => Of($"message\0{runId}\0{stepId}\0{visit}");

    /// <summary>A run that a step of another one starts.</summary>
    public static Guid OfStartedRun(Guid runId, string stepId, int visit) => Of($"started\0{runId}\0{stepId}\0{visit}");

    /// <summary>An event that a step lets out: at most 97 characters, from which its run can be told.</summary>
    public static string OfEvent(Guid runId, string stepId, int visit) => $"{EventsOf(runId)}{stepId}-{visit}";

    /// <summary>What the ids of all events of a run begin with.</summary>
    public static string EventsOf(Guid runId) => $"{StepPrefix}{runId}-";

    /// <summary>Whether an event that the suite derived is one that a step let out.</summary>
    public static bool IsOfStep(string? eventId) => eventId?.StartsWith(StepPrefix, StringComparison.Ordinal) ?? false;

    /// <summary>Of what a caller asks for, in the shop: the same request is the same command.</summary>
    public static Guid OfCommand(string shopId, string command) => Of($"command\0{shopId}\0{command}");

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
