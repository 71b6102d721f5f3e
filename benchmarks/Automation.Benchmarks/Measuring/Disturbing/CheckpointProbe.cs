using Npgsql;

namespace Automation.Benchmarks.Measuring.Disturbing;

/// <summary>When PostgreSQL wrote checkpoints: whenever its checkpointer waits for anything but work.</summary>
sealed class CheckpointProbe : IAsyncDisposable
{
    static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    readonly NpgsqlConnection _connection;
    readonly CancellationTokenSource _end = new();
    readonly List<Standstill> _checkpoints = [];
    readonly Task _watching;

    CheckpointProbe(NpgsqlConnection connection)
    {
        _connection = connection;
        _watching = WatchAsync();
    }

    public static async Task<CheckpointProbe> StartAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return new CheckpointProbe(connection);
    }

    /// <summary>Ends it; a checkpoint that goes on counts until now.</summary>
    public async Task<IReadOnlyList<Standstill>> EndAsync()
    {
        await _end.CancelAsync();
        await _watching;
        return _checkpoints;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync();
        _end.Dispose();
    }

    async Task WatchAsync()
    {
        await using var command = new NpgsqlCommand(
            "SELECT wait_event IS DISTINCT FROM 'CheckpointerMain' FROM pg_stat_activity WHERE backend_type = 'checkpointer'", _connection);
        using var timer = new PeriodicTimer(s_interval);
        DateTime? began = null;
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                var isBusy = await command.ExecuteScalarAsync(CancellationToken.None) is true;
                if (isBusy)
                    began ??= DateTime.UtcNow;
                else
                    Close();
            }
        }
        catch (OperationCanceledException)
        {
            // The stretch is over.
        }
        Close();

        void Close()
        {
            if (began is { } start)
                _checkpoints.Add(new Standstill("checkpoint", start, DateTime.UtcNow - start));
            began = null;
        }
    }
}
