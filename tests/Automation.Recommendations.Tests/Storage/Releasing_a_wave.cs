using Automation.Recommendations.Catalog;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Storage;
using Npgsql;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Releasing_a_wave
{
    static readonly ProductKey s_lamp = new("shop", "lamp");

    [Fact]
    public async Task What_is_released_while_the_shop_speaks_of_it_stays_released()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        var drop = new PriceDrop(new(9_000_000, "GBP"), Noon, Noon);
        await database.InTransactionAsync(transaction => WriteAsync(
            transaction,
            new WatchedProduct { Partition = 3, Sequence = 1, Price = new(8_000_000, "GBP"), IsSellable = true, UnitCount = 5, Drop = drop }));
        await using (var held = database.CreateCommand("INSERT INTO price_waves VALUES ('shop', $1, true)"))
        {
            held.Parameters.Add(new() { Value = drop.WaveTime });
            await held.ExecuteNonQueryAsync();
        }

        Task<int?>? released = null;
        await database.InTransactionAsync(async owner =>
        {
            var known = await ReadAsync(owner);
            released = new PriceWaveTable(database).ReleaseAsync("shop", drop.WaveTime, Noon.AddHours(5), default);
            await Task.Delay(300);
            Assert.False(released.IsCompleted);
            await WriteAsync(owner, known with { Sequence = 2, UnitCount = 4 });
        });
        Assert.Equal(1, await released!);

        await database.InTransactionAsync(async owner =>
        {
            var product = await ReadAsync(owner);
            Assert.Equal((2, 4, Noon.AddHours(5)), (product.Sequence, product.UnitCount, product.Drop?.WaveTime));
        });
    }

    static async Task<WatchedProduct> ReadAsync(NpgsqlTransaction transaction)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { WatchedProductTable.ReadCommand([new("shop", "absent"), s_lamp]) },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        return Assert.Single(await WatchedProductTable.ReadRowsAsync(reader, default)).Value;
    }

    static async Task WriteAsync(NpgsqlTransaction transaction, WatchedProduct product)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { WatchedProductTable.WriteCommand(new Dictionary<ProductKey, WatchedProduct> { [s_lamp] = product }) },
        };
        await batch.ExecuteNonQueryAsync();
    }
}
