using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Automation.WorkflowEngine.Runs;

/// <summary>Lots that are drawn once and fall the same way for whoever draws them again.</summary>
static class Lots
{
    /// <summary>The lot of a shopper at a step: from 0 to below 100, equally often everywhere.</summary>
    public static double Of(ShopperRun run, string stepId) => Of(run.Workflow.ShopId, run.Workflow.WorkflowId, stepId, run.ShopperId);

    public static double Of(string shopId, string workflowId, string stepId, Guid shopperId)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"lot\0{shopId}\0{workflowId}\0{stepId}\0{shopperId}"), digest);
        // 32 bits are exact in a double, and 100 never comes out.
        return BinaryPrimitives.ReadUInt32BigEndian(digest) / 4_294_967_296.0 * 100;
    }
}
