using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aspire.Hosting.Running;

namespace Aspire.Hosting;

public class DistributedApplication : IDisposable, IAsyncDisposable
{
    readonly Orchestrator _orchestrator;
    int _stopped;

    internal DistributedApplication(Orchestrator orchestrator)
    {
        _orchestrator = orchestrator;
        ResourceNotifications = new ResourceNotificationService(orchestrator.Find);
    }

    public ResourceNotificationService ResourceNotifications { get; }

    // The caller is the AppHost, also when a test runs its Main.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        new DistributedApplicationBuilder(args, Assembly.GetCallingAssembly());

    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until the token is cancelled or the process is told to end; a second signal does not wait any more.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hurry = new CancellationTokenSource();
        PosixSignalRegistration[] signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];
        try
        {
            await StartAsync(stop.Token);
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The way it ends.
        }
        finally
        {
            await StopAsync(hurry.Token);
            foreach (var signal in signals)
                signal.Dispose();
        }

        void Handle(PosixSignalContext context)
        {
            context.Cancel = true;
            if (stop.IsCancellationRequested)
                hurry.Cancel();
            stop.Cancel();
        }
    }

    public virtual Task StartAsync(CancellationToken cancellationToken = default) => _orchestrator.StartAsync();

    public virtual Task StopAsync(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _stopped, 1) == 0 ? _orchestrator.StopAsync(cancellationToken) : Task.CompletedTask;

    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        _orchestrator.Dispose();
        GC.SuppressFinalize(this);
    }
}
