using Automation.EventLog.Following;
using Automation.EventLog.Incarnations;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Reads the dispatch log.</summary>
sealed class DispatchStore(NpgsqlDataSource database)
{
    // A gRPC message carries 4 MB unless the client asks for more.
    const int MaxBytes = 3_000_000;

    public async Task<(List<DispatchRecord> Records, string Incarnation)> ReadAsync(
        int partition, long afterSequence, int count, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("SELECT record, sequence FROM dispatches WHERE partition = $1 AND sequence > $2 ORDER BY sequence LIMIT $3")
        {
            Parameters = { new() { Value = (short)partition }, new() { Value = afterSequence }, new() { Value = count } },
        });
        // After the records: were the log set back in between, they would bear the new name and be refused.
        batch.BatchCommands.Add(new($"SELECT {LogIdentity.Incarnation}"));
        var records = new List<DispatchRecord>();
        var bytes = 0;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (bytes < MaxBytes && await reader.ReadAsync(cancellationToken))
        {
            var record = reader.GetFieldValue<byte[]>(0);
            bytes += record.Length;
            if (bytes <= MaxBytes || records.Count == 0)
                records.Add(Read(record, partition, reader.GetInt64(1)));
        }
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (records, reader.GetString(0));
    }

    // Damaged bytes must not keep the readers from what comes after them: they get the place without the message.
    static DispatchRecord Read(byte[] record, int partition, long sequence)
    {
        try
        {
            return DispatchRecord.Parser.ParseFrom(record);
        }
        catch (InvalidProtocolBufferException)
        {
            return new DispatchRecord { Partition = partition, Sequence = sequence };
        }
    }

    /// <summary>Last sequence of every partition, in order, and which log it is.</summary>
    public async Task<(long[] Heads, string Incarnation)> HeadsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT partition, sequence, {LogIdentity.Incarnation} FROM dispatch_heads");
        var incarnation = "";
        var heads = new long[Partitions.Count];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            heads[reader.GetInt16(0)] = reader.GetInt64(1);
            incarnation = reader.GetString(2);
        }
        return (heads, incarnation);
    }
}
