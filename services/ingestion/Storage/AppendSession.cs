using System.Data;
using Automation.EventLog.Incarnations;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>
/// The appender's own connection. A transaction is two round trips, one that begins, locks and reads, one that writes
/// and commits; between them, for more than a few events, a COPY.
/// </summary>
sealed partial class AppendSession : IAsyncDisposable
{
    // A COPY costs two round trips more than an array, and each of its rows a third less. Where they meet was measured.
    const int CopyFrom = 50;

    // Plans are kept for long, and these tables grow from nothing to millions of rows under them: whatever the
    // statistics say, only the look-up by primary key is right for a few thousand keys.
    const string Planner = " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan";

    readonly NpgsqlConnection _connection;
    readonly NpgsqlBatch _begin;
    readonly NpgsqlCommand _names;
    readonly NpgsqlBatch _commit;

    // Of the commit under way; kept for its room.
    readonly List<LogRow> _rows = [];

    AppendSession(NpgsqlConnection connection)
    {
        _connection = connection;
        _begin = Begin(connection);
        _names = Names(connection);
        _commit = Commit(connection);
    }

    public bool IsOpen => _connection.State is ConnectionState.Open;

    public static async Task<AppendSession> OpenAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        // Beside the pool: it plans in its own way, and closing it undoes whatever is not committed.
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        settings.Options += Planner;
        var session = new AppendSession(new NpgsqlConnection(settings.ConnectionString));
        try
        {
            await session._connection.OpenAsync(cancellationToken);
            await session._begin.PrepareAsync(cancellationToken);
            await session._names.PrepareAsync(cancellationToken);
            await session._commit.PrepareAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes the log's lock; answers what is known, the instant before which nothing may be logged any more, which log it is, and the database's time.</summary>
    public async Task<(KnownState Known, DateTimeOffset Floor, LogLife Life, DateTimeOffset DatabaseTime)> BeginAsync(
        IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var (identities, plain) = AskedIdentities(events);
        var shoppers = events.Where(pending => pending.GivenShopperId is not null)
            .Select(pending => (pending.ShopId, pending.GivenShopperId!.Value)).Distinct().ToArray();
        Set(_begin.BatchCommands[4], events.Select(pending => pending.Key).ToArray());
        SetIdentityQuestions(identities.AsSpan(0, plain).ToArray(), identities.AsSpan(plain).ToArray());
        var asking = events.Where(pending => pending.GivenShopperId is not null && WithdrawalQuestions.Asks(pending))
            .Select(pending => pending.GivenShopperId!.Value).ToHashSet();
        Set(_begin.BatchCommands[6],
            System.Array.ConvertAll(shoppers, one => one.ShopId), System.Array.ConvertAll(shoppers, one => one.Value),
            System.Array.ConvertAll(shoppers, one => asking.Contains(one.Value)));
        var others = OtherSubjects.AskedBy(events);
        SetOthers(others, identities, shoppers);

        await using var reader = await _begin.ExecuteReaderAsync(cancellationToken);
        // The lock's result is the first; BEGIN has none.
        await reader.NextResultAsync(cancellationToken);
        var heads = new List<long>();
        var floor = DateTimeOffset.MinValue;
        while (await reader.ReadAsync(cancellationToken))
        {
            heads.Add(reader.GetInt64(1));
            floor = Later(floor, reader.GetFieldValue<DateTimeOffset>(2));
        }
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        floor = Later(floor, reader.GetFieldValue<DateTimeOffset>(0));
        var life = new LogLife(reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetInt64(3));
        var databaseTime = reader.GetFieldValue<DateTimeOffset>(4);

        var known = new KnownState { Heads = [.. heads], Keys = [], Identities = new(identities.Length), Shoppers = [], Others = others };
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            known.Keys.Add(reader.GetGuid(0));
        await ReadIdentitiesAsync(reader, identities, known, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var shopper = shoppers[reader.GetInt64(0) - 1];
            known.Shoppers.Add(shopper);
            ReadWithdrawal(reader, 1, shopper, others);
        }
        await ReadOthersAsync(reader, known, cancellationToken);
        return (known, floor, life, databaseTime);
    }

    /// <summary>Adds what other names the owners have of whom the plan must know it; a round trip only where there are any.</summary>
    public async Task AddNameKindsAsync(IReadOnlyList<PendingEvent> events, KnownState known, CancellationToken cancellationToken)
    {
        var doubtful = DoubtfulOwners.Among(events, known).ToArray();
        if (doubtful.Length == 0)
            return;
        _names.Parameters[0].Value = System.Array.ConvertAll(doubtful, one => one.ShopId);
        _names.Parameters[1].Value = System.Array.ConvertAll(doubtful, one => one.ShopperId);
        await using var reader = await _names.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            known.AddNameKind(reader.GetGuid(0), (IdentityKind)reader.GetInt16(1));
    }

    /// <summary>Notes, with what is appended, that the log has become another one.</summary>
    /// <param name="era">In which its numbers stand from now on.</param>
    /// <param name="isRenamed">Whether it gets another uuid.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its incarnation.</returns>
    public async Task<string> BeginLifeAsync(long era, bool isRenamed, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection)
        {
            BatchCommands =
            {
                new("UPDATE log_identity SET era = $1, id = CASE WHEN $2 THEN gen_random_uuid() ELSE id END")
                {
                    Parameters = { new() { Value = era }, new() { Value = isRenamed } },
                },
                new($"UPDATE log_identity SET incarnation = {LogIdentity.Incarnation} RETURNING incarnation"),
            },
        };
        return (string)(await batch.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Writes the plan and commits it.</summary>
    /// <param name="events">The events of the plan.</param>
    /// <param name="plan">What to write.</param>
    /// <param name="holders">Those of its holders of carts that are to be written.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task CommitAsync(
        IReadOnlyList<PendingEvent> events, AppendPlan plan, List<CartHolder> holders, CancellationToken cancellationToken)
    {
        var logTime = plan.LogTime;
        LogRow.Fill(_rows, events, plan);
        var isCopied = _rows.Count >= CopyFrom;
        if (isCopied)
            await CopyAsync(_rows, logTime, cancellationToken);
        SetRows(_commit.BatchCommands[0], isCopied ? [] : _rows, logTime);

        var keys = new List<Guid>(plan.RecordedCount);
        for (var i = 0; i < events.Count; i++)
        {
            if (plan.Results[i].Outcome is AppendOutcome.Recorded)
                keys.Add(events[i].Key);
        }
        // Neighbours in the index one after the other.
        keys.Sort();
        Set(_commit.BatchCommands[1], keys, logTime);
        SetIdentities(plan);
        Set(_commit.BatchCommands[3],
            plan.NewShoppers.ConvertAll(shopper => shopper.ShopId),
            plan.NewShoppers.ConvertAll(shopper => shopper.ShopperId),
            plan.NewShoppers.ConvertAll(shopper => (short)shopper.Partition));
        Set(_commit.BatchCommands[4],
            Enumerable.Range(0, plan.Heads.Length).Select(partition => (short)partition).ToArray(), plan.Heads, logTime);
        Set(_commit.BatchCommands[5],
            holders.ConvertAll(holder => holder.CartKey), holders.ConvertAll(holder => holder.ShopperId), logTime);
        SetAddresses(plan);
        SetCartOrders(plan.CartOrders, logTime);
        await _commit.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _begin.DisposeAsync();
        await _names.DisposeAsync();
        await _commit.DisposeAsync();
        await _connection.DisposeAsync();
    }

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
