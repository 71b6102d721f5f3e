using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Automation.Conditions;
using Automation.Conditions.Evaluating;

namespace Automation.Segments.Values;

/// <summary>Tells different values apart by 64 bits, the same on every machine: of 1,000 values two share a hash once in 10^13 shoppers.</summary>
static class ValueHash
{
    /// <summary>False when there is none to be counted.</summary>
    public static bool TryOf(in ConditionValue value, out ulong hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        switch (value.Kind)
        {
            case ValueKind.Text:
                hash = Of(value.AsText, ValueKind.Text);
                return true;
            case ValueKind.Flag:
                bytes[0] = value.AsFlag ? (byte)1 : (byte)0;
                break;
            case ValueKind.Whole:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, value.AsWhole);
                break;
            case ValueKind.Real when !double.IsNaN(value.AsReal):
                // 0 and -0 are equal.
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value.AsReal + 0.0);
                break;
            case ValueKind.Time:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, value.AsTicks);
                break;
            case ValueKind.Money:
                BinaryPrimitives.WriteInt128LittleEndian(bytes, value.AsNanos);
                hash = XxHash3.HashToUInt64(bytes, (long)Of(value.AsText, ValueKind.Money));
                return true;
            default:
                hash = 0;
                return false;
        }
        hash = XxHash3.HashToUInt64(bytes, (long)value.Kind);
        return true;
    }

    static ulong Of(string text, ValueKind kind) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)kind);
}
