using Automation.Desk.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.Testing;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Calling;

public class Finding_a_service
{
    [Fact]
    public async Task Goes_by_configuration_and_shows_the_service_credential()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channels = ChannelsTo(host.GrpcAddress);

        var answer = await new DeskService.DeskServiceClient(channels.To("desk")).AskAsync(new(), ShopCall.For("shop-one", CancellationToken.None));

        Assert.Equal("shop-one", answer.ShopId);
    }

    [Fact]
    public async Task Gives_every_call_a_deadline()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channels = ChannelsTo(host.GrpcAddress);
        var left = TimeSpan.MaxValue;
        host.Handlers.Ask = context =>
        {
            left = context.Deadline - DateTime.UtcNow;
            return Task.CompletedTask;
        };
        var client = new DeskService.DeskServiceClient(channels.To("desk"));

        await client.AskAsync(new(), ShopCall.For("shop", CancellationToken.None));
        Assert.InRange(left, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

        await client.AskAsync(new(), ShopCall.For("shop", CancellationToken.None, DateTime.UtcNow.AddSeconds(60)));
        Assert.InRange(left, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Passes_a_callers_call_on_with_nothing_added()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channels = ChannelsTo(host.GrpcAddress);

        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => new DeskService.DeskServiceClient(channels.ToAsCaller("desk")).AskAsync(new()).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    [Fact]
    public async Task Spreads_over_replicas_and_goes_round_a_dead_one()
    {
        await using var first = await DefaultsHost.StartAsync();
        await using var second = await DefaultsHost.StartAsync();
        using var channels = ChannelsTo(first.GrpcAddress, second.GrpcAddress);
        var client = new DeskService.DeskServiceClient(channels.To("desk"));

        for (var i = 0; i < 40; i++)
            await client.AskAsync(new(), ShopCall.For("shop", CancellationToken.None));
        Assert.InRange(first.Handlers.Calls, 10, 30);

        await second.DisposeAsync();
        for (var i = 0; i < 40; i++)
            await client.AskAsync(new(), ShopCall.For("shop", CancellationToken.None));
    }

    /// <summary>A listener that accepts and says nothing: so a frozen process looks to its callers.</summary>
    [Fact]
    public async Task Leaves_a_frozen_replica_alone_after_it_kept_one_call_waiting()
    {
        await using var well = await DefaultsHost.StartAsync();
        using var frozen = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, LoopbackPorts.Free());
        frozen.Start();
        using var channels = ChannelsTo(well.GrpcAddress, $"http://{frozen.LocalEndpoint}");
        var client = new DeskService.DeskServiceClient(channels.To("desk"));

        var failures = new List<RpcException>();
        for (var i = 0; i < 60; i++)
        {
            try
            {
                await client.AskAsync(new(), ShopCall.For("shop", CancellationToken.None, DateTime.UtcNow.AddSeconds(2)));
            }
            catch (RpcException failure)
            {
                failures.Add(failure);
            }
        }
        // One, or a second one when the rest of the first was over.
        Assert.InRange(failures.Count, 1, 2);
        Assert.All(failures, failure => Assert.True(PeerUnavailability.Is(failure), $"{failure.Status}"));
    }

    /// <summary>The client library calls it a protocol error of its own; nobody refused anything.</summary>
    [Fact]
    public async Task Takes_a_connection_given_up_for_the_unavailability_of_the_peer()
    {
        using var frozen = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, LoopbackPorts.Free());
        frozen.Start();
        using var channels = ChannelsTo($"http://{frozen.LocalEndpoint}");

        var failure = await Assert.ThrowsAsync<RpcException>(() => new DeskService.DeskServiceClient(channels.To("desk"))
            .AskAsync(new(), ShopCall.For("shop", CancellationToken.None, DateTime.UtcNow.AddSeconds(60))).ResponseAsync);

        Assert.True(PeerUnavailability.Is(failure), $"{failure.Status}");
        Assert.Equal(FaultReasons.PeerUnavailable, FaultStatus.ToFault(failure, CancellationToken.None).Reason);
    }

    [Fact]
    public async Task Tries_again_what_was_unavailable_for_a_moment()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channels = ChannelsTo(host.GrpcAddress);
        var calls = 0;
        host.Handlers.Ask = _ => ++calls < 3
            ? throw new Fault(FaultReasons.DatabaseUnavailable, "not now")
            : Task.CompletedTask;

        await new DeskService.DeskServiceClient(channels.To("desk")).AskAsync(new(), ShopCall.For("shop", CancellationToken.None));

        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Does_not_try_again_what_was_refused()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channels = ChannelsTo(host.GrpcAddress);
        host.Handlers.Ask = _ => throw new Fault(FaultReasons.EtagMismatch, "no");

        await Assert.ThrowsAsync<RpcException>(() => new DeskService.DeskServiceClient(channels.To("desk"))
            .AskAsync(new(), ShopCall.For("shop", CancellationToken.None)).ResponseAsync);

        Assert.Equal(1, host.Handlers.Calls);
    }

    [Fact]
    public async Task Gives_up_on_nobody_in_the_end()
    {
        using var channels = ChannelsTo($"http://127.0.0.1:{LoopbackPorts.Free()}");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => new DeskService.DeskServiceClient(channels.To("desk"))
            .AskAsync(new(), ShopCall.For("shop", CancellationToken.None)).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
    }

    [Fact]
    public void Says_what_to_set_where_the_configuration_has_no_address()
    {
        using var channels = ChannelsTo();

        var refusal = Assert.Throws<InvalidOperationException>(() => channels.To("desk"));

        Assert.Contains("services__desk__grpc__0", refusal.Message, StringComparison.Ordinal);
    }

    static ServiceChannels ChannelsTo(params string[] addresses)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(addresses.Select((address, i) => KeyValuePair.Create($"services:desk:grpc:{i}", (string?)address)))
            .Build();
        var credential = new ServiceCredential(
            Microsoft.Extensions.Options.Options.Create(new CredentialOptions { ServiceKey = DefaultsHost.ServiceKey }));
        return new ServiceChannels(configuration, credential, NullLoggerFactory.Instance);
    }
}
