namespace Automation.ServiceDefaults.Admission;

/// <summary>
/// How many objects a serialized message becomes, counted before one of them is built: two bytes are an empty event, which has a hundred in memory.
/// </summary>
ref struct MessageWeight
{
    // What is sent by those who have something to say has more than 8 bytes an object; small messages may be as they like.
    const int FreeObjects = 20_000;
    const int BytesOfObject = 8;

    // Shorter ones cannot be too heavy: an object has at least two bytes. n / 2 > 20,000 + n / 8 from here on.
    const int ShortestHeavy = 53_334;

    // As deep as the parser goes.
    const int Depth = 100;

    readonly long _most;
    long _objects;

    MessageWeight(int length) => _most = FreeObjects + (length / BytesOfObject);

    /// <summary>Whether a message becomes more objects than its length allows. What is no message is for the parser to refuse.</summary>
    public static bool IsTooHeavy(ReadOnlySpan<byte> message, MessageShape shape)
    {
        if (message.Length < ShortestHeavy)
            return false;
        var weight = new MessageWeight(message.Length);
        weight.Walk(message, shape, Depth);
        return weight._objects > weight._most;
    }

    void Walk(ReadOnlySpan<byte> bytes, MessageShape? shape, int depth)
    {
        while (!bytes.IsEmpty && _objects <= _most)
        {
            if (!TryTake(ref bytes, out var tag))
                return;
            var field = (uint)(tag >> 3);
            if (shape is null || shape.CostOf(field) is FieldCost.Object)
                _objects++;
            var length = 0UL;
            switch (tag & 7)
            {
                case 0 when TryTake(ref bytes, out _):
                    break;
                case 1:
                    length = 8;
                    break;
                case 2 when TryTake(ref bytes, out length):
                    break;
                case 5:
                    length = 4;
                    break;
                default:
                    return;
            }
            if (length > (ulong)bytes.Length)
                return;
            if ((tag & 7) == 2 && depth > 0 && shape?.MessageOf(field) is { } inner)
                Walk(bytes[..(int)length], inner, depth - 1);
            bytes = bytes[(int)length..];
        }
    }

    static bool TryTake(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var (i, shift) = (0, 0); i < bytes.Length && shift < 64; i++, shift += 7)
        {
            value |= (ulong)(bytes[i] & 0x7f) << shift;
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }
}
