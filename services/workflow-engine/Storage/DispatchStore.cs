using Automation.EventLog.Following;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Reads the dispatch log.</summary>
sealed class DispatchStore(NpgsqlDataSource database)
{
    // A gRPC message carries 4 MB unless the client asks for more.
    const int MaxBytes = 3_000_000;

    public async Task<List<DispatchRecord>> ReadAsync(int partition, long afterSequence, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT record, sequence FROM dispatches WHERE partition = $1 AND sequence > $2 ORDER BY sequence LIMIT $3");
        command.Parameters.Add(new() { Value = (short)partition });
        command.Parameters.Add(new() { Value = afterSequence });
        command.Parameters.Add(new() { Value = count });
        var records = new List<DispatchRecord>();
        var bytes = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (bytes < MaxBytes && await reader.ReadAsync(cancellationToken))
        {
            var record = reader.GetFieldValue<byte[]>(0);
            bytes += record.Length;
            if (bytes <= MaxBytes || records.Count == 0)
                records.Add(Read(record, partition, reader.GetInt64(1)));
        }
        return records;
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

    /// <summary>Last sequence of every partition, in order.</summary>
    public async Task<long[]> HeadsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT partition, sequence FROM dispatch_heads");
        var heads = new long[Partitions.Count];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            heads[reader.GetInt16(0)] = reader.GetInt64(1);
        return heads;
    }
}
