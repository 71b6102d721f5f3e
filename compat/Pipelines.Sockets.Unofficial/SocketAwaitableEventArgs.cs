using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial;

public class SocketAwaitableEventArgs : SocketAsyncEventArgs, ICriticalNotifyCompletion
{
    static readonly Action s_done = static () => { };

    readonly PipeScheduler? _scheduler;
    Action? _continuation;
    int _outcome;

    // true: the awaiting method carries its own execution context; the socket need not keep another.
    public SocketAwaitableEventArgs(PipeScheduler? ioScheduler = null)
        : base(true) =>
        _scheduler = ioScheduler;

    public bool IsCompleted => ReferenceEquals(Volatile.Read(ref _continuation), s_done);

    public SocketAwaitableEventArgs GetAwaiter() => this;

    // Also makes the object ready for the next operation.
    public int GetResult()
    {
        var outcome = (SocketError)(Volatile.Read(ref _outcome) - 1);
        _outcome = 0;
        _continuation = null;
        return outcome == SocketError.Success ? BytesTransferred : throw new SocketException((int)outcome);
    }

    public void OnCompleted(Action continuation)
    {
        // Completed between IsCompleted and here.
        if (ReferenceEquals(Interlocked.CompareExchange(ref _continuation, continuation, null), s_done))
            Resume(continuation);
    }

    public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);

    // For an operation that finished at once and therefore raises no event.
    public void Complete() => End(SocketError);

    public void Abort(SocketError error = SocketError.OperationAborted)
    {
        if (error == SocketError.Success)
            throw new ArgumentException("An abort needs an error.", nameof(error));
        End(error);
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => End(e.SocketError);

    // An abort races with the completion; the first one decides.
    void End(SocketError error)
    {
        if (Interlocked.CompareExchange(ref _outcome, (int)error + 1, 0) != 0)
            return;
        var continuation = Interlocked.Exchange(ref _continuation, s_done);
        if (continuation is not null && !ReferenceEquals(continuation, s_done))
            Resume(continuation);
    }

    void Resume(Action continuation)
    {
        if (_scheduler is null)
            continuation();
        else
            _scheduler.Schedule(static state => ((Action)state!)(), continuation);
    }
}
