using Automation.Commerce.V1;
using Google.Protobuf.Collections;

namespace Automation.Profiles;

// A profile stays below a megabyte, whatever a sender fills it with: it must fit into one message, and into memory with
// thousands of others. An ordinary one has a few kilobytes.
static partial class ProfileFold
{
    const int MaxCartBytes = 128 * 1024;
    const int MaxCartsBytes = 256 * 1024;
    const int MaxOrdersBytes = 256 * 1024;
    const int MaxEarlyLinesBytes = 64 * 1024;
    const int MaxTraitsBytes = 64 * 1024;

    static int SizeOf(RepeatedField<LineItem> lines)
    {
        var bytes = 0;
        foreach (var line in lines)
            bytes += line.CalculateSize();
        return bytes;
    }
}
