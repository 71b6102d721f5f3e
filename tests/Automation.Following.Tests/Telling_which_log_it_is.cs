using Automation.EventLog.Incarnations;
using Automation.Testing;
using Npgsql;
using Xunit;

namespace Automation.Following.Tests;

/// <summary>What a role must be allowed to.</summary>
[Trait("kind", "stack")]
public sealed class Telling_which_log_it_is
{
    [Fact]
    public async Task A_role_without_any_privilege_may_and_one_that_may_not_is_told_at_the_start()
    {
        var address = await LocalPostgres.CreateDatabaseAsync();
        await using var administrator = NpgsqlDataSource.Create(address);
        var role = $"plain_{Guid.NewGuid():N}";
        await ExecuteAsync(administrator, $"CREATE ROLE {role} LOGIN PASSWORD 'plain'; CREATE SCHEMA plain AUTHORIZATION {role}");
        await using var plain = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(address) { Username = role, Password = "plain", SearchPath = "plain", Pooling = false }.ConnectionString);
        await ExecuteAsync(plain, LogIdentity.Create);

        await new LogIdentityCheck(plain).StartAsync(default);
        Assert.Matches("^[0-9a-f-]{36}/[0-9]+/[0-9]+/[0-9A-F]{8}$", await IncarnationAsync());

        await ExecuteAsync(administrator, "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => new LogIdentityCheck(plain).StartAsync(default));
        var remedy = $"GRANT EXECUTE ON FUNCTION pg_control_system() TO {role};";
        Assert.Contains($"Role {role} may not execute pg_control_system()", refusal.Message);
        Assert.EndsWith(remedy, refusal.Message);
        await Assert.ThrowsAsync<PostgresException>(IncarnationAsync);

        await ExecuteAsync(administrator, remedy);
        await new LogIdentityCheck(plain).StartAsync(default);
        await IncarnationAsync();

        async Task<string> IncarnationAsync()
        {
            await using var command = plain.CreateCommand($"SELECT {LogIdentity.Incarnation}");
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
