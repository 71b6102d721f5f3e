using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Automation.Testing;
using StackExchange.Redis;
using Xunit;

namespace Automation.Compat.Tests.Redis;

public sealed class Talking_to_redis_with_tls
{
    [Fact]
    public async Task Large_values_messages_and_lost_connections_are_as_without()
    {
        await using var redis = await LocalRedis.StartAsync();
        using var certificate = SelfSigned.Create();
        await using var admin = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
        var options = await SwitchOnAsync(redis, admin, certificate);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var database = connection.GetDatabase();

        await LargeValues.RoundTripAsync(database, count: 4);
        await Task.Run(() => Task.WhenAll(Enumerable.Range(0, 5_000).Select(async i =>
        {
            await database.StringSetAsync($"k{i}", i);
            Assert.Equal(i, (int)await database.StringGetAsync($"k{i}"));
        })));

        var queue = await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal("news"));
        await database.PublishAsync(RedisChannel.Literal("news"), "hello");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal("hello", (await queue.ReadAsync(limit.Token)).Message);

        Assert.NotEqual(0, (long)await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));
        await Eventually.TrueAsync(async () => await database.StringGetAsync("k1") == 1, "the connection is back");
        await LargeValues.RoundTripAsync(database, count: 2);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused()
    {
        await using var redis = await LocalRedis.StartAsync();
        using var certificate = SelfSigned.Create();
        await using var admin = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
        var options = await SwitchOnAsync(redis, admin, certificate);
        using var other = SelfSigned.Create();
        options.CertificateValidation += SelfSigned.Accept(other);
        options.CertificateValidation -= _accept;

        var error = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));

        Assert.Equal(ConnectionFailureType.AuthenticationFailure, error.FailureType);
    }

    RemoteCertificateValidationCallback? _accept;

    // The server is the suite's usual one; it learns TLS while it runs.
    async Task<ConfigurationOptions> SwitchOnAsync(LocalRedis redis, ConnectionMultiplexer admin, X509Certificate2 certificate)
    {
        var folder = redis.Server.Folder;
        var (certificateFile, keyFile) = (Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var port = LoopbackPorts.Free();
        await admin.GetDatabase().ExecuteAsync(
            "CONFIG", "SET", "tls-cert-file", certificateFile, "tls-key-file", keyFile, "tls-ca-cert-file", certificateFile,
            "tls-auth-clients", "no", "tls-port", port);
        var options = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", port } },
            Ssl = true,
            SslHost = "localhost",
            ConnectRetry = 1,
            AsyncTimeout = 30_000,
            ConnectTimeout = 2_000,
        };
        _accept = SelfSigned.Accept(certificate);
        options.CertificateValidation += _accept;
        return options;
    }
}
