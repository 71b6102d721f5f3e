namespace Automation.EventLog.Following;

/// <summary>The tables that a follower keeps in its service's schema. Migrations of the service run this text; a later change is a new constant.</summary>
public static class FollowingTables
{
    public const string Create = """
        CREATE TABLE follower_positions (
            follower text NOT NULL,
            partition smallint NOT NULL,
            sequence bigint NOT NULL,
            epoch bigint NOT NULL,
            PRIMARY KEY (follower, partition)
        );
        COMMENT ON TABLE follower_positions IS 'How far each follower has come; epoch rises at every take-over and fences the former owner out.';

        CREATE TABLE parked_records (
            follower text NOT NULL,
            partition smallint NOT NULL,
            sequence bigint NOT NULL,
            reason text NOT NULL,
            record bytea NOT NULL,
            park_time timestamptz NOT NULL,
            retry_request_time timestamptz,
            PRIMARY KEY (follower, partition, sequence)
        );
        COMMENT ON TABLE parked_records IS 'Records that could not be handled at all. Deleted when a retry succeeds.';
        """;

    public const string Drop = "DROP TABLE parked_records; DROP TABLE follower_positions;";

    public const string CreateFollowedLogs = """
        CREATE TABLE followed_logs (
            follower text PRIMARY KEY,
            incarnation text NOT NULL DEFAULT '',
            upstream_incarnation text NOT NULL DEFAULT '',
            stop_reason text NOT NULL DEFAULT '',
            stop_time timestamptz
        );
        COMMENT ON TABLE followed_logs IS 'Which log the positions of a follower are in; empty: taken at first sight. With a stop_reason nothing is handled until an operator adopts the log as it is.';
        """;

    public const string DropFollowedLogs = "DROP TABLE followed_logs;";
}
