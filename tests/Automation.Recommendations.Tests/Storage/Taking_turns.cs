using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Requests;
using Automation.Recommendations.Storage;
using Npgsql;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Taking_turns
{
    static readonly RequestKey s_ann = new(3, "shop", "lamp", Guid.NewGuid(), "");
    static readonly RequestKey s_bob = new(7, "shop", "lamp", Guid.NewGuid(), "");

    [Fact]
    public async Task Whose_request_is_being_written_is_passed_by_and_not_forgotten()
    {
        await using var database = await CreateAsync();
        await database.InTransactionAsync(async owner =>
        {
            await WriteAsync(owner, new() { [s_ann] = new(1, Channel.Sms) });
            await AssertTurnAsync(database, 10, [s_bob], isAnybodyLeft: true);
            // Nobody could be taken, and still somebody waits.
            await AssertTurnAsync(database, 10, [], isAnybodyLeft: true);
        });
        await AssertTurnAsync(database, 10, [s_ann], isAnybodyLeft: false);
        await AssertTurnAsync(database, 10, [], isAnybodyLeft: false);
    }

    [Fact]
    public async Task Who_there_is_no_stock_for_is_left()
    {
        await using var database = await CreateAsync();
        await AssertTurnAsync(database, 1, [s_ann], isAnybodyLeft: true);
        await AssertTurnAsync(database, 1, [s_bob], isAnybodyLeft: false);
    }

    static async Task<NpgsqlDataSource> CreateAsync()
    {
        var database = await CatalogDatabase.CreateAsync();
        await database.InTransactionAsync(
            transaction => WriteAsync(transaction, new() { [s_ann] = new(1, Channel.Email), [s_bob] = new(2, Channel.Email) }));
        return database;
    }

    static async Task WriteAsync(NpgsqlTransaction transaction, Dictionary<RequestKey, StockRequest> begun)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { StockRequestTable.BeginCommand(begun) } };
        await batch.ExecuteNonQueryAsync();
    }

    static async Task AssertTurnAsync(NpgsqlDataSource database, int count, RequestKey[] taken, bool isAnybodyLeft)
    {
        await using var batch = database.CreateBatch();
        StockRequestTable.AddTurn(batch, new ProductKey("shop", "lamp"), Noon, DateTimeOffset.UnixEpoch, count);
        await using var reader = await batch.ExecuteReaderAsync();
        var turn = await StockRequestTable.ReadTurnAsync(reader, default);
        Assert.Equal(taken.Select(key => key.ShopperId), turn.Taken.Select(request => request.ShopperId));
        Assert.Equal(isAnybodyLeft, turn.IsAnybodyLeft);
    }
}
