using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Contents;

/// <summary>Nothing but the profile.</summary>
sealed class NoContent : ContentKind
{
    public static readonly NoContent Instance = new();

    public override (MessageContent? Content, string Reason) Now(in ContentScope scope) => (new MessageContent(), "");

    public override void Keep(in ContentScope scope, Profile kept)
    {
    }
}
