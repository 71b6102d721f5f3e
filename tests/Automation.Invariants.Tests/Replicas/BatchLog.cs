namespace Automation.Invariants.Tests.Replicas;

/// <summary>Every change of a position row, written down by the database itself in the transaction that makes it.</summary>
static class BatchLog
{
    public const string Create = """
        CREATE TABLE batch_log (
            number bigserial PRIMARY KEY, follower text, partition smallint, before bigint, after bigint,
            epoch_before bigint, epoch bigint, port int);
        CREATE FUNCTION write_batch_log() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO batch_log (follower, partition, before, after, epoch_before, epoch, port)
            VALUES (new.follower, new.partition, old.sequence, new.sequence, old.epoch, new.epoch, inet_client_port());
            RETURN new;
        END $$;
        CREATE TRIGGER batch_log AFTER UPDATE ON follower_positions FOR EACH ROW EXECUTE FUNCTION write_batch_log();
        """;

    /// <summary>A change of a position row.</summary>
    /// <param name="Port">Of the connection that made it.</param>
    public sealed record Entry(int Partition, long Before, long After, long EpochBefore, long Epoch, int Port)
    {
        public bool IsTakeOver => Epoch != EpochBefore;
    }

    /// <summary>All changes, those of one partition in the order in which they were made.</summary>
    public static Task<List<Entry>> ReadAsync(Database database) => database.ListAsync(
        "SELECT partition, before, after, epoch_before, epoch, port FROM batch_log ORDER BY number",
        row => new Entry(row.GetInt16(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt32(5)));
}
