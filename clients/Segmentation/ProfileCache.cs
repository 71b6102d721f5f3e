using Automation.Segmentation.V1;
using Google.Protobuf;
using StackExchange.Redis;

namespace Automation.Clients.Segmentation;

/// <summary>
/// Copies of profiles in Redis: a hash of the sequence <c>s</c> and the profile <c>p</c>. A write replaces only an
/// older copy. Losing them costs time, never truth.
/// </summary>
public sealed class ProfileCache(IConnectionMultiplexer redis)
{
    // A month without an event: the copy is not worth its memory.
    const int LifetimeSeconds = 30 * 24 * 3600;

    // So many copies at once: the script runs while everybody else waits.
    const int ScriptProfiles = 100;

    // ARGV: the lifetime, then sequence and profile of each key.
    const string StoreScript = """
        for i, key in ipairs(KEYS) do
          local s = redis.pcall('HGET', key, 's')
          if type(s) == 'table' then
            redis.call('DEL', key)
          end
          local known = type(s) == 'string' and tonumber(s) or nil
          if (not known) or (known <= tonumber(ARGV[2 * i])) then
            redis.call('HSET', key, 's', ARGV[2 * i], 'p', ARGV[2 * i + 1])
            redis.call('EXPIRE', key, ARGV[1])
          end
        end
        """;

    static readonly RedisValue[] Fields = ["s", "p"];

    /// <summary>Writes copies, for the owner of the profiles only.</summary>
    public async Task StoreAsync(IReadOnlyList<ProfileCopy> copies, CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        var writes = copies
            .Select(copy => (Key: KeyOf(copy.ShopId, copy.ShopperId), Copy: copy))
            // A cluster takes the keys of one slot at once; a single server has no slots.
            .GroupBy(copy => redis.HashSlot(copy.Key))
            .SelectMany(slot => slot.Chunk(ScriptProfiles))
            .Select(some => database.ScriptEvaluateAsync(StoreScript, Array.ConvertAll(some, copy => copy.Key), Arguments(some)))
            .ToList();
        await Task.WhenAll(writes).WaitAsync(cancellationToken);
    }

    static RedisValue[] Arguments((RedisKey Key, ProfileCopy Copy)[] copies)
    {
        var arguments = new RedisValue[1 + 2 * copies.Length];
        arguments[0] = LifetimeSeconds;
        for (var index = 0; index < copies.Length; index++)
        {
            arguments[1 + 2 * index] = copies[index].Copy.Sequence;
            arguments[2 + 2 * index] = copies[index].Copy.Bytes;
        }
        return arguments;
    }

    /// <summary>Reads copies; null where there is none, or none that can be read.</summary>
    public async Task<Profile?[]> ReadAsync(IReadOnlyList<(string ShopId, string ShopperId)> shoppers, CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        var reads = shoppers.Select(shopper => ReadAsync(database, shopper.ShopId, shopper.ShopperId)).ToArray();
        return await Task.WhenAll(reads).WaitAsync(cancellationToken);
    }

    // A damaged copy, also one that is no hash or speaks of somebody else, is no copy. The next event of its shopper writes a new one.
    static async Task<Profile?> ReadAsync(IDatabase database, string shopId, string shopperId)
    {
        try
        {
            var values = await database.HashGetAsync(KeyOf(shopId, shopperId), Fields);
            if (values[1].IsNull)
                return null;
            var copy = Profile.Parser.ParseFrom((byte[])values[1]!);
            return copy.ShopperId == shopperId && copy.Position?.Sequence == (long?)values[0] ? copy : null;
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            return null;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidCastException)
        {
            return null;
        }
    }

    static RedisKey KeyOf(string shopId, string shopperId) => $"profile:{shopId}:{shopperId}";
}
