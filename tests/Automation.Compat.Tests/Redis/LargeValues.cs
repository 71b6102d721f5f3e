using System.Security.Cryptography;
using StackExchange.Redis;
using Xunit;

namespace Automation.Compat.Tests.Redis;

static class LargeValues
{
    const int Size = 5_000_000;

    /// <summary>Writes and reads some values of 5 MB at the same time, with small ones between.</summary>
    public static async Task RoundTripAsync(IDatabase database, int count = 8)
    {
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            var value = new byte[Size + i];
            new Random(i).NextBytes(value);
            await database.StringSetAsync($"large{i}", value);
            await database.StringSetAsync($"small{i}", i);
            var back = database.StringGetAsync($"large{i}");
            Assert.Equal(i, (int)await database.StringGetAsync($"small{i}"));
            Assert.Equal(SHA256.HashData(value), SHA256.HashData((byte[])(await back)!));
        }));
    }
}
