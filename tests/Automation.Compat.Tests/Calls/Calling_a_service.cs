using System.IO.Compression;
using Automation.Compat.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Compression;
using Xunit;

namespace Automation.Compat.Tests.Calls;

public sealed class Calling_a_service : IAsyncLifetime
{
    EchoServer _server = null!;
    GrpcChannel _channel = null!;
    EchoService.EchoServiceClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await EchoServer.StartAsync();
        _channel = _server.Channel();
        _client = new EchoService.EchoServiceClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Answers_with_headers_status_and_trailers()
    {
        using var call = _client.EchoAsync(
            new EchoRequest { Text = "hello" },
            new Metadata { { "X-Shop", "acme" }, { "x-raw-bin", [0, 255] } },
            DateTime.UtcNow.AddSeconds(30));

        var headers = await call.ResponseHeadersAsync;
        var response = await call.ConfigureAwait(false);

        Assert.Equal("hello", response.Text);
        Assert.Same(response, await call.ResponseAsync);
        Assert.Equal("/automation.compat.v1.EchoService/Echo", headers.GetValue("method"));
        Assert.Equal("acme", headers.GetValue("x-shop"));
        Assert.Equal([0, 255], headers.GetValueBytes("x-raw-bin"));
        Assert.Equal(new Status(StatusCode.OK, ""), call.GetStatus());
        Assert.Equal([1, 2, 3], call.GetTrailers().GetValueBytes("cost-bin"));
    }

    [Fact]
    public void Answers_while_the_caller_blocks()
    {
        Assert.Equal("hello", _client.Echo(new EchoRequest { Text = "hello" }).Text);
        Assert.Equal("there", _client.WithHost("elsewhere").Echo(new EchoRequest { Text = "there" }).Text);
    }

    [Fact]
    public async Task Streams_down()
    {
        using var call = _client.Repeat(new EchoRequest { Text = "again", Count = 500 });
        var texts = new List<string>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            texts.Add(response.Text);
        Assert.Equal(500, texts.Count);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Streams_down_and_asks_in_compressed_messages(string encoding)
    {
        var counted = new CountedCompression(encoding == "gzip"
            ? new GzipCompressionProvider(CompressionLevel.Optimal)
            : new DeflateCompressionProvider(CompressionLevel.Fastest));
        await using var server = await EchoServer.StartAsync(compression: encoding);
        using var channel = server.Channel(new GrpcChannelOptions { CompressionProviders = [counted] });
        var client = new EchoService.EchoServiceClient(channel);
        var headers = new Metadata { { "grpc-internal-encoding-request", encoding } };
        var text = new string('x', 50_000);

        using var call = client.Repeat(new EchoRequest { Text = text, Count = 3 }, headers);

        await foreach (var response in call.ResponseStream.ReadAllAsync())
            Assert.Equal(text, response.Text);
        Assert.Equal((encoding, 1, 3), (counted.EncodingName, counted.Compressed, counted.Decompressed));
    }

    [Fact]
    public async Task Streams_down_what_is_not_compressed()
    {
        using var call = _client.Repeat(new EchoRequest { Text = "plain", Count = 2 });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("plain", call.ResponseStream.Current.Text);
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Streams_up()
    {
        using var call = _client.Join();
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        await call.RequestStream.WriteAsync(new EchoRequest { Text = "one" });
        await call.RequestStream.WriteAsync(new EchoRequest { Text = "two" }, CancellationToken.None);
        await call.RequestStream.CompleteAsync();
        Assert.Equal("one two", (await call).Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Streams_both_ways()
    {
        using var call = _client.Talk();
        var long100K = new string('x', 100_000);
        foreach (var text in new[] { "one", "two", long100K })
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = text });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(text, call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Fails_with_status_and_trailers()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _client.EchoAsync(new EchoRequest { Text = "fail" }));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("no such thing", error.Status.Detail);
        Assert.Equal("Status(StatusCode=\"NotFound\", Detail=\"no such thing\")", error.Message);
        Assert.Equal("NOT_THERE", error.Trailers.GetValue("reason"));
    }

    [Fact]
    public async Task Fails_with_the_cause_when_nobody_listens()
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{Testing.LoopbackPorts.Free()}");
        var client = new EchoService.EchoServiceClient(channel);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.EchoAsync(new EchoRequest()));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.NotNull(error.Status.DebugException);
        Assert.Contains("DebugException=\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_at_the_deadline_on_both_sides()
    {
        EchoBack.Cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new CallOptions().WithDeadline(DateTime.UtcNow.AddMilliseconds(300));
        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await _client.EchoAsync(new EchoRequest { Text = "sleep" }, options));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await EchoBack.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Ends_when_the_caller_cancels_on_both_sides()
    {
        EchoBack.Cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancellation = new CancellationTokenSource();
        var call = _client.EchoAsync(new EchoRequest { Text = "sleep" }, cancellationToken: cancellation.Token);
        cancellation.CancelAfter(300);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await EchoBack.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Is_tried_again_as_configured()
    {
        using var channel = _server.Channel(new GrpcChannelOptions
        {
            ServiceConfig = new ServiceConfig
            {
                MethodConfigs =
                {
                    new MethodConfig
                    {
                        Names = { MethodName.Default },
                        RetryPolicy = new RetryPolicy
                        {
                            MaxAttempts = 3,
                            InitialBackoff = TimeSpan.FromMilliseconds(10),
                            MaxBackoff = TimeSpan.FromMilliseconds(10),
                            BackoffMultiplier = 1,
                            RetryableStatusCodes = { StatusCode.Unavailable },
                        },
                    },
                },
            },
        });
        var client = new EchoService.EchoServiceClient(channel);
        Assert.Equal("flaky", (await client.EchoAsync(new EchoRequest { Text = "flaky" })).Text);
    }

    [Fact]
    public async Task Shows_the_state_of_the_channel()
    {
        using var channel = _server.Channel();
        Assert.Equal(ConnectivityState.Idle, channel.State);
        await channel.ConnectAsync();
        Assert.Equal(ConnectivityState.Ready, channel.State);
        await channel.ShutdownAsync();
    }

    [Fact]
    public async Task Works_with_a_service_that_was_bound_by_hand()
    {
        await using var server = await EchoServer.StartAsync(fromDefinition: true);
        using var channel = server.Channel();
        var client = new EchoService.EchoServiceClient(channel);
        Assert.Equal("hello", (await client.EchoAsync(new EchoRequest { Text = "hello" })).Text);
        using var call = client.Repeat(new EchoRequest { Text = "again", Count = 3 });
        Assert.Equal(3, await call.ResponseStream.ReadAllAsync().CountAsync());
    }

    [Fact]
    public async Task Carries_call_credentials_over_tls()
    {
        var first = CallCredentials.FromInterceptor((context, metadata) =>
        {
            metadata.Add("x-service", new Uri(context.ServiceUrl).AbsolutePath);
            metadata.Add("x-method", context.MethodName);
            return Task.CompletedTask;
        });
        var second = CallCredentials.FromInterceptor(async (context, metadata) =>
        {
            await Task.Delay(1, context.CancellationToken);
            metadata.Add("x-second", "2");
        });
        using var channel = _server.SecureChannel(new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.SecureSsl, first),
        });
        var client = new EchoService.EchoServiceClient(channel);

        using var call = client.EchoAsync(new EchoRequest(), new CallOptions(credentials: second));

        var headers = await call.ResponseHeadersAsync;
        Assert.Equal("/automation.compat.v1.EchoService", headers.GetValue("x-service"));
        Assert.Equal("Echo", headers.GetValue("x-method"));
        Assert.Equal("2", headers.GetValue("x-second"));
        using var composed = client.EchoAsync(
            new EchoRequest(), new CallOptions().WithCredentials(CallCredentials.Compose(first, second)));
        Assert.Equal("2", (await composed.ResponseHeadersAsync).GetValue("x-second"));
    }

    [Fact]
    public void Refuses_an_address_that_its_credentials_do_not_fit()
    {
        Assert.ThrowsAny<Exception>(() => GrpcChannel.ForAddress(
            _server.Secure, new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure }));
    }

    sealed class CountedCompression(ICompressionProvider inner) : ICompressionProvider
    {
        public int Compressed { get; private set; }

        public int Decompressed { get; private set; }

        public string EncodingName => inner.EncodingName;

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
        {
            Compressed++;
            return inner.CreateCompressionStream(stream, compressionLevel);
        }

        public Stream CreateDecompressionStream(Stream stream)
        {
            Decompressed++;
            return inner.CreateDecompressionStream(stream);
        }
    }
}
