namespace Automation.EventLog.Incarnations;

/// <summary>
/// What tells one life of a log from another: a uuid of its own, the cluster, the database and the timeline on which
/// PostgreSQL writes. Any of them changes when a replica is promoted or a backup restored, and with it what the log may have lost.
/// </summary>
/// <remarks>
/// The one case without a trace is a cluster set back as a whole, by a snapshot of its disk: then the operator gives the log
/// another uuid before anything starts, see docs/operations.md.
/// </remarks>
public static class LogIdentity
{
    /// <summary>For a migration of each service that keeps a log.</summary>
    public const string Create = """
        CREATE TABLE log_identity (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            id uuid NOT NULL DEFAULT gen_random_uuid(),
            era bigint NOT NULL DEFAULT 0,
            incarnation text
        );
        INSERT INTO log_identity DEFAULT VALUES;
        COMMENT ON TABLE log_identity IS 'Which log this is. incarnation: the one that appended last; null before the first append, and where numbers are another log''s. era: in which its numbers stand.';
        """;

    public const string Drop = "DROP TABLE log_identity;";

    /// <summary>
    /// SQL of the incarnation, one text, for any statement of a producer on its primary. The timeline is that of the segment
    /// being written: right at once after a promotion, unlike what the control file says until the next checkpoint.
    /// </summary>
    public const string Incarnation = """
        (SELECT concat_ws('/', l.id, c.system_identifier, d.oid, left(pg_walfile_name(pg_current_wal_lsn()), 8))
         FROM log_identity l, pg_control_system() c, pg_database d WHERE d.datname = current_database())
        """;
}
