using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Automation.EventLog.Incarnations;

/// <summary>Refuses to start where the database cannot tell which log this is: later it would be the first append, or every batch, that fails.</summary>
sealed class LogIdentityCheck(NpgsqlDataSource database) : IHostedService
{
    static readonly string[] s_functions = ["pg_control_system()", "pg_current_wal_lsn()", "pg_walfile_name(pg_lsn)"];

    /// <exception cref="InvalidOperationException">With what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT current_user::text, current_database()::text, pg_is_in_recovery(), ARRAY(SELECT f FROM unnest($1) AS f WHERE NOT has_function_privilege(f, 'EXECUTE'))");
        command.Parameters.Add(new() { Value = s_functions });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (role, name) = (reader.GetString(0), reader.GetString(1));
        if (reader.GetBoolean(2))
            throw new InvalidOperationException(
                $"Database {name} is a standby and cannot be written to. Set ConnectionStrings:database to its primary.");
        if (reader.GetFieldValue<string[]>(3) is { Length: > 0 } refused)
            throw new InvalidOperationException(
                $"Role {role} may not execute {string.Join(", ", refused)}, which tell whether the log in database {name} was set back. As a superuser, in that database: "
                + $"GRANT EXECUTE ON FUNCTION {string.Join(", ", refused)} TO {role};");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
