namespace Pipelines.Sockets.Unofficial.Arenas;

[Flags]
public enum ArenaFlags
{
    None = 0,
    ClearAtReset = 1,
    ClearAtDispose = 2,
    DisableUnmanagedBoundsChecks = 4,
    BlittableNonPaddedSharing = 8,
    BlittablePaddedSharing = 16,
}

public sealed class ArenaOptions(
    ArenaFlags flags = ArenaFlags.BlittablePaddedSharing,
    int blockSizeBytes = 0,
    Func<long, long, long>? retentionPolicy = null)
{
    public static ArenaOptions Default { get; } = new();

    public ArenaFlags Flags { get; } = flags;

    // 0: the arena's own choice.
    public int BlockSizeBytes { get; } = blockSizeBytes;

    public Func<long, long, long>? RetentionPolicy { get; } = retentionPolicy;
}

// Where an arena's memory comes from. Nobody outside passes one; the arena then rents from the shared array pool.
public abstract class Allocator<T>
{
    internal Allocator()
    {
    }
}
