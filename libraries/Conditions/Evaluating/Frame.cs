using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Automation.Conditions.Evaluating;

/// <summary>What one evaluation reads; lives on the stack.</summary>
ref struct Frame
{
    public ReadOnlySpan<IMessage?> Roots;

    /// <summary>The instant of evaluation, in ticks of UTC.</summary>
    public long Now;

    public IHistory? History;

    /// <summary>The elements that quantifiers are at.</summary>
    public Slots Variables;

    /// <summary>The element of a list of values that is looked at.</summary>
    public ConditionValue Element;

    [InlineArray(ConditionLimits.Variables)]
    public struct Slots
    {
        ConditionValue _first;
    }
}
