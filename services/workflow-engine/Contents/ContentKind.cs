using System.Security.Cryptography;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;

namespace Automation.WorkflowEngine.Contents;

/// <summary>What the messages of a workflow are about. Pure, for it is asked when a message is wanted and again right before it leaves.</summary>
abstract class ContentKind
{
    /// <summary>Top-level fields of an action of this name that <see cref="SubjectOf"/> reads, so that histories keep them.</summary>
    public virtual IReadOnlyList<string> FieldsOf(string eventName) => [];

    /// <summary>What the event that begins a run says its messages are about; null: nothing, or the key says it.</summary>
    public virtual MessageContent? SubjectOf(Event @event) => null;

    /// <summary>What a message shows now, without its revision, or why there is none.</summary>
    public abstract (MessageContent? Content, string Reason) Now(in ContentScope scope);

    /// <summary>Puts what <see cref="Now"/> read of a profile into the part of it that a history keeps.</summary>
    public abstract void Keep(in ContentScope scope, Profile kept);

    /// <summary>Seals a content.</summary>
    public static MessageContent Revised(MessageContent content)
    {
        content.Revision = "";
        // No maps inside, so equal content has equal bytes.
        content.Revision = Convert.ToHexStringLower(SHA256.HashData(content.ToByteArray()).AsSpan(0, 16));
        return content;
    }
}

/// <summary>What a content is made of.</summary>
/// <param name="Key">The run's.</param>
/// <param name="Subject">What the event that began the run said; null: nothing.</param>
/// <param name="EnterTime">When the run began.</param>
/// <param name="Profile">Null when the shopper has none.</param>
/// <param name="Cart">The cart that the key names; null where it names none.</param>
readonly record struct ContentScope(string Key, MessageContent? Subject, DateTimeOffset EnterTime, Profile? Profile, Cart? Cart);
