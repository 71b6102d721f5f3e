using Automation.WorkflowEngine.V1;
using Google.Protobuf;

namespace Automation.WorkflowEngine.Storage;

/// <summary>A version's definition as its row has it.</summary>
static class StoredDefinition
{
    /// <summary>Null where the bytes are damaged: one shop's version must not keep the engine from all the others.</summary>
    public static WorkflowDefinition? Read(byte[] definition)
    {
        try
        {
            return WorkflowDefinition.Parser.ParseFrom(definition);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
