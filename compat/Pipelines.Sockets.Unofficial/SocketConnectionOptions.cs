namespace Pipelines.Sockets.Unofficial;

// Hints about the transport's inner workings; none of them changes what arrives.
[Flags]
public enum SocketConnectionOptions
{
    None = 0,
    ZeroLengthReads = 1 << 0,
    InlineReads = 1 << 1,
    InlineWrites = 1 << 2,
    InlineConnect = 1 << 3,
}
