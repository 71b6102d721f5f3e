using Automation.Testing;
using Npgsql;
using Xunit;

namespace Automation.AppHost.Tests.LocalServers;

[Trait("kind", "fault")]
public sealed class Starting_a_local_server
{
    [Fact]
    public async Task Postgres_gives_every_caller_an_empty_database_and_keeps_what_was_committed_when_killed()
    {
        await using var postgres = await LocalPostgres.StartAsync();
        var first = await postgres.AddDatabaseAsync();
        Assert.NotEqual(first, await postgres.AddDatabaseAsync());
        await ScalarAsync(first, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
        Assert.Equal("on", await ScalarAsync(first, "SHOW fsync"));
        Assert.Equal("on", await ScalarAsync(first, "SHOW full_page_writes"));
        Assert.Equal("on", await ScalarAsync(first, "SHOW synchronous_commit"));

        postgres.Server.Kill();
        Assert.False(LoopbackPorts.Answers(postgres.Port));
        await postgres.RestartAsync();

        Assert.Equal(7, await ScalarAsync(first, "SELECT id FROM kept"));
    }

    [Fact]
    public async Task Postgres_refuses_a_wrong_password()
    {
        var connection = await LocalPostgres.CreateDatabaseAsync();
        var wrong = new NpgsqlConnectionStringBuilder(connection) { Password = "wrong" }.ConnectionString;
        var error = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(wrong, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
    }

    [Fact]
    public async Task Redis_and_rabbitmq_answer_on_loopback_and_leave_nothing_behind()
    {
        var redis = await LocalRedis.StartAsync();
        var rabbit = await LocalRabbitMq.StartAsync();
        Assert.True(LoopbackPorts.Answers(redis.Port));
        Assert.True(LoopbackPorts.Answers(rabbit.Port));

        await redis.DisposeAsync();
        await rabbit.DisposeAsync();

        Assert.False(LoopbackPorts.Answers(redis.Port));
        Assert.False(LoopbackPorts.Answers(rabbit.Port));
        Assert.False(Directory.Exists(redis.Server.Folder));
        Assert.False(Directory.Exists(rabbit.Server.Folder));
        // HOME of every process of a server is inside its folder.
        Assert.Empty(ProcessTable.StartedWith(rabbit.Server.Folder));
    }

    [Fact]
    public async Task Mail_shows_what_it_received()
    {
        await using var mail = await LocalMail.StartAsync();
        await SmtpConversation.SendAsync(mail.SmtpPort, "Subject: Your basket\r\n\r\nStill there.\r\n");
        var message = Assert.Single(await mail.MessagesAsync());
        Assert.Equal("Your basket", message.GetProperty("subject").GetString());
        Assert.Contains("Still there.", await mail.SourceAsync(message.GetProperty("id").GetString()!));
        await mail.ClearAsync();
        Assert.Empty(await mail.MessagesAsync());
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_owner_and_the_way_out()
    {
        await using var redis = await LocalRedis.StartAsync();
        await using var second = ServerProcess.Start("redis", [$"{redis.Port}"]);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => second.ReadyAsync(() => throw new IOException("not ready")));
        Assert.Contains($"port {redis.Port} is taken, Redis wants it", error.Message);
        Assert.Contains("AUTOMATION_PORT_BASE", error.Message);
    }

    static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
