using Google.Protobuf;

namespace Automation.Conditions.Text;

/// <summary>Where in the text the parts of a condition stand, so that what is wrong with them is told there.</summary>
public sealed class SourceMap
{
    readonly Dictionary<IMessage, int> _positions = new(ReferenceEqualityComparer.Instance);

    internal T Add<T>(T part, SyntaxNode syntax) where T : IMessage
    {
        _positions[part] = syntax.Position;
        return part;
    }

    /// <summary>In characters from 0; -1 when the part did not come from the text.</summary>
    public int PositionOf(IMessage part) => _positions.GetValueOrDefault(part, -1);
}
