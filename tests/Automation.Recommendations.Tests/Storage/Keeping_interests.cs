using Automation.Recommendations.Offers;
using Automation.Recommendations.Popularity;
using Automation.Recommendations.Storage;
using Npgsql;
using Xunit;

namespace Automation.Recommendations.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Keeping_interests
{
    static readonly DateOnly s_day = new(2026, 11, 22);

    [Fact]
    public async Task Each_is_kept_for_as_long_as_any_of_it_counts()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        await AssertKeptAsync(LookBacks.Viewed + 5, new(Viewed: s_day));
        await AssertKeptAsync(LookBacks.Carted, new(Viewed: s_day, Added: s_day));
        await AssertKeptAsync(LookBacks.Carted, new(Added: s_day.AddDays(-1)) { InCart = s_day });
        await AssertKeptAsync(LookBacks.Carted, new(Viewed: s_day, Added: s_day) { InCart = s_day.AddDays(-1) });
        await AssertKeptAsync(LookBacks.Ordered, new(Viewed: s_day, Ordered: s_day));
        await AssertKeptAsync(LookBacks.Wished, new(Ordered: s_day) { Wished = s_day });

        // Inserted, and put in place of another.
        async Task AssertKeptAsync(int days, Interest interest)
        {
            var key = new InterestKey(3, "shop", Guid.NewGuid(), "p");
            await WriteAsync(InterestTable.InsertCommand([KeyValuePair.Create(key, interest)]));
            Assert.Equal(s_day.AddDays(days), await KeptUntilAsync(key));
            await WriteAsync(InterestTable.UpdateCommand([KeyValuePair.Create(key, new Interest(Ordered: s_day.AddDays(1)))]));
            Assert.Equal(s_day.AddDays(LookBacks.Ordered + 1), await KeptUntilAsync(key));
        }

        async Task WriteAsync(NpgsqlBatchCommand command)
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync();
        }

        async Task<DateOnly> KeptUntilAsync(InterestKey key)
        {
            await using var command = database.CreateCommand("SELECT kept_until_day FROM interests WHERE shopper_id = $1");
            command.Parameters.Add(new() { Value = key.ShopperId });
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            return reader.GetFieldValue<DateOnly>(0);
        }
    }
}
