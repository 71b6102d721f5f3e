using Automation.ChannelDelivery.Links;
using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.Storage;
using Automation.EventLog.Outbox;
using Automation.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ChannelDelivery.Tests.Storage;

/// <summary>A new database, with the schema of one build and then of a later one.</summary>
sealed class DeliveryDatabase : IAsyncDisposable
{
    public const string SigningKey = "a key of at least thirty-two characters";

    static readonly SendingOptions Sending = new();

    DeliveryDatabase(NpgsqlDataSource source)
    {
        Source = source;
        var hashes = new AddressHashes(Options.Create(new LinksOptions { SigningKey = SigningKey }));
        var outbox = new Outbox();
        OptOuts = new OptOuts(source, hashes, outbox);
        var suppressions = new Suppressions(hashes);
        Ledger = new MessageLedger(source, suppressions, hashes, outbox);
        Facts = new SendFactStore(source, suppressions, OptOuts, Ledger);
        Claims = new MessageClaims(source, Options.Create(Sending), TimeProvider.System);
    }

    public NpgsqlDataSource Source { get; }

    public OptOuts OptOuts { get; }

    public MessageLedger Ledger { get; }

    public SendFactStore Facts { get; }

    public MessageClaims Claims { get; }

    public static async Task<DeliveryDatabase> CreateAsync(string? migration = null)
    {
        var database = new DeliveryDatabase(NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(await LocalPostgres.CreateDatabaseAsync()) { SearchPath = ChannelDeliveryContext.Schema }));
        await database.MigrateAsync(migration);
        return database;
    }

    /// <summary>Migrates up to a migration; null: the newest.</summary>
    public async Task MigrateAsync(string? migration = null)
    {
        var options = new DbContextOptionsBuilder<ChannelDeliveryContext>().UseNpgsql(
            Source, npgsql => npgsql.MigrationsHistoryTable("__ef_migrations", ChannelDeliveryContext.Schema));
        await using var context = new ChannelDeliveryContext(options.Options);
        await context.GetService<IMigrator>().MigrateAsync(migration);
    }

    public async Task<object?> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Writes a message that this worker has claimed.</summary>
    public async Task<Message> AddAsync(Message message)
    {
        await ExecuteAsync("""
            INSERT INTO messages (
                shop_id, message_id, shopper_id, partition, run_id, workflow_id, workflow_version, step_id, visit, channel, purpose,
                template_id, content, decide_time, position, depth, traceparent, state, reason, due_time, claim_token, decision_count)
            VALUES ($1, $2, $3, 3, $2, 'w', 1, 's', 1, $4, $5, 'abandoned-cart', '', $6, 7, 1, '', 1, '', $6, $7, 1)
            """,
            message.ShopId, message.MessageId, message.ShopperId, (short)message.Channel, (short)message.Purpose, Samples.Noon, message.ClaimToken);
        return message;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
