using System.Buffers;
using Google.Protobuf;

namespace Automation.Profiles;

/// <summary>Writes stored profiles.</summary>
public static class ProfileBytes
{
    // A message that is written as a whole reckons the size of each part anew on every level that it is in, which takes longer than to write
    // them. So the profile, which is nearly all, is written first, and how long it is told afterwards.
    [ThreadStatic]
    static ArrayBufferWriter<byte>? s_buffer;

    /// <summary>The bytes of a state, as <c>ToByteArray</c> makes them.</summary>
    /// <param name="state">Not to be used by others meanwhile.</param>
    /// <param name="profile">Where in them the profile is.</param>
    public static byte[] Of(ProfileState state, out Range profile)
    {
        var buffer = s_buffer ??= new ArrayBufferWriter<byte>(16 * 1024);
        buffer.ResetWrittenCount();
        var shown = state.Profile;
        shown.WriteTo(buffer);
        var length = buffer.WrittenCount;
        try
        {
            state.Profile = null;
            state.WriteTo(buffer);
        }
        finally
        {
            state.Profile = shown;
        }
        // It is the first field.
        var start = 1 + CodedOutputStream.ComputeLengthSize(length);
        var bytes = new byte[start + buffer.WrittenCount];
        bytes[0] = (byte)WireFormat.MakeTag(ProfileState.ProfileFieldNumber, WireFormat.WireType.LengthDelimited);
        WriteVarint(bytes.AsSpan(1), length);
        buffer.WrittenSpan.CopyTo(bytes.AsSpan(start));
        profile = start..(start + length);
        return bytes;
    }

    static void WriteVarint(Span<byte> bytes, int value)
    {
        var place = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[place++] = (byte)(value | 0x80);
        bytes[place] = (byte)value;
    }
}
