using Automation.Segmentation.V1;
using Google.Protobuf;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What a condition may look at, and when. What is absent equals nothing.</summary>
readonly record struct ConditionScope(IMessage? Action, Profile? Profile, Cart? Cart, DateTimeOffset Now);

/// <summary>A condition about the shopper, whatever happens.</summary>
/// <param name="ReadsProfile">Whether it needs the profile.</param>
readonly record struct StateRule(Func<ConditionScope, bool> Holds, bool ReadsProfile);
