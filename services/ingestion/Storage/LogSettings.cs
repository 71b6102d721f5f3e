using Automation.EventLog.Following;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>Fixes the partition count at the first start, and refuses to start on a log that was begun with another.</summary>
sealed class LogSettings(NpgsqlDataSource database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("INSERT INTO settings (partition_count) VALUES ($1) ON CONFLICT DO NOTHING")
                {
                    Parameters = { new() { Value = (short)Partitions.Count } },
                },
                new("INSERT INTO reported_time (as_of_time) VALUES ('-infinity') ON CONFLICT DO NOTHING"),
                new(
                    """
                    INSERT INTO heads (partition, sequence, log_time)
                    SELECT partition, 0, '-infinity' FROM settings, generate_series(0, settings.partition_count - 1) AS partition
                    ON CONFLICT DO NOTHING
                    """),
                new("SELECT partition_count FROM settings"),
            },
        };
        var count = (short)(await batch.ExecuteScalarAsync(cancellationToken))!;
        if (count != Partitions.Count)
            throw new InvalidOperationException(
                $"This event log was begun with {count} partitions and this build has {Partitions.Count}: shoppers would change their "
                + "partition and lose their order. Use the build that began it, or an empty database.");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
