using System.Buffers;

namespace Grpc.Core;

static class MetadataKey
{
    public static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");
}
