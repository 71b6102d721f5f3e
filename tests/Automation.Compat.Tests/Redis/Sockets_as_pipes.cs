using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;
using Xunit;

namespace Automation.Compat.Tests.Redis;

public sealed class Sockets_as_pipes : IAsyncLifetime
{
    Socket _peer = null!;
    SocketConnection _connection = null!;

    public async Task InitializeAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SocketConnection.SetRecommendedClientOptions(socket);
        await socket.ConnectAsync(listener.LocalEndPoint!);
        _peer = await listener.AcceptAsync();
        _connection = SocketConnection.Create(socket, PipeOptions.Default, PipeOptions.Default);
    }

    public Task DisposeAsync()
    {
        _connection.Dispose();
        _peer.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Carry_more_than_either_side_holds_in_order()
    {
        var sent = new byte[20_000_000];
        new Random(1).NextBytes(sent);
        var writing = Task.Run(async () =>
        {
            foreach (var part in sent.Chunk(70_001))
                await _connection.Output.WriteAsync(part);
        });
        await Task.Delay(200);
        Assert.False(writing.IsCompleted, "A peer that does not read must hold the writer back.");

        await using var stream = new NetworkStream(_peer);
        var received = new byte[sent.Length];
        await stream.ReadExactlyAsync(received);
        await writing;
        Assert.True(sent.AsSpan().SequenceEqual(received));
        await Eventually.TrueAsync(() => _connection.BytesSent == sent.Length, "everything counts as sent");
        Assert.Equal(0, _connection.GetCounters().BytesWaitingToBeSent);
    }

    [Fact]
    public async Task Tell_what_waits_to_be_read()
    {
        await _peer.SendAsync(new byte[1000]);
        var read = await _connection.Input.ReadAtLeastAsync(1000);
        _connection.Input.AdvanceTo(read.Buffer.GetPosition(400), read.Buffer.End);
        Assert.Equal(1000, _connection.BytesRead);
        // The official package asks the pipe for a private field that newer runtimes do not have, and then says 0.
        Assert.InRange(_connection.GetCounters().BytesWaitingToBeRead, 0, 600);
    }

    [Fact]
    public async Task Say_why_they_ended_when_the_peer_leaves()
    {
        Assert.Equal(PipeShutdownKind.None, _connection.ShutdownKind);
        _peer.Shutdown(SocketShutdown.Send);
        var read = await _connection.Input.ReadAsync();
        Assert.True(read.IsCompleted);
        Assert.True(read.Buffer.IsEmpty);
        Assert.Equal(PipeShutdownKind.ReadEndOfStream, _connection.ShutdownKind);
        Assert.False(_connection.TrySetProtocolShutdown(PipeShutdownKind.ProtocolExitClient));
    }

    [Fact]
    public async Task Throw_when_the_peer_resets()
    {
        _peer.LingerState = new LingerOption(true, 0);
        _peer.Dispose();
        await Assert.ThrowsAsync<ConnectionResetException>(async () =>
        {
            while (!(await _connection.Input.ReadAsync()).IsCompleted)
            {
            }
        });
        Assert.Equal(PipeShutdownKind.ReadSocketError, _connection.ShutdownKind);
        Assert.Equal(SocketError.ConnectionReset, _connection.SocketError);
    }

    [Fact]
    public async Task Keep_the_first_reason()
    {
        Assert.True(_connection.TrySetProtocolShutdown(PipeShutdownKind.ProtocolExitClient));
        _peer.Shutdown(SocketShutdown.Send);
        Assert.True((await _connection.Input.ReadAsync()).IsCompleted);
        Assert.Equal(PipeShutdownKind.ProtocolExitClient, _connection.ShutdownKind);
    }

    [Fact]
    public async Task Tell_the_peer_when_nothing_more_is_written()
    {
        await _connection.Output.WriteAsync("bye"u8.ToArray());
        await _connection.Output.CompleteAsync();
        var received = new byte[10];
        Assert.Equal(3, await _peer.ReceiveAsync(received));
        Assert.Equal(0, await _peer.ReceiveAsync(received));
    }

    [Fact]
    public async Task Wake_a_reader_when_they_are_disposed()
    {
        var reading = _connection.Input.ReadAsync().AsTask();
        _connection.Dispose();
        var ended = await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(30)));
        Assert.Same(reading, ended);
        Assert.Equal(PipeShutdownKind.PipeDisposed, _connection.ShutdownKind);
    }

    [Fact]
    public async Task Run_on_threads_of_their_own()
    {
        using var scheduler = new DedicatedThreadPoolPipeScheduler("test", 2);
        var ran = new TaskCompletionSource<bool>();
        scheduler.Schedule(_ => ran.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);
        Assert.False(await ran.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(2, scheduler.WorkerCount);
        await Eventually.TrueAsync(() => scheduler.TotalServicedByQueue == 1, "the work is counted");

        using var block = new ManualResetEventSlim();
        using var all = new CountdownEvent(100);
        for (var i = 0; i < 100; i++)
            scheduler.Schedule(_ =>
            {
                block.Wait();
                all.Signal();
            }, null);
        block.Set();
        Assert.True(all.Wait(TimeSpan.FromSeconds(30)));
    }

    // StackExchange.Redis was compiled against the numbers.
    [Fact]
    public void Have_reasons_with_the_numbers_of_the_official_package()
    {
        Assert.Equal(100, (int)PipeShutdownKind.ReadEndOfStream);
        Assert.Equal(400, (int)PipeShutdownKind.ProtocolExitClient);
    }
}
