using System.Diagnostics;
using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's Main on a thread of its own. Its builder is caught when it is about to build, and its application
/// when it is built; there Main ends, because the test decides what runs.
/// </summary>
sealed class EntryPoint : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    // Tells this Main's events from those of another test in the same process.
    static readonly AsyncLocal<EntryPoint?> s_current = new();

    readonly TaskCompletionSource<IDistributedApplicationBuilder> _building =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    IDisposable? _subscription;
    bool _abandoned;

    public EntryPoint(Assembly appHost, string[] args)
    {
        var main = appHost.EntryPoint
            ?? throw new ArgumentException($"{appHost.GetName().Name} has no entry point.", nameof(appHost));
        new Thread(() => Run(main, args)) { IsBackground = true, Name = appHost.GetName().Name }.Start();
    }

    public Task<IDistributedApplicationBuilder> Building => _building.Task;

    public Task<DistributedApplication> BuildAsync()
    {
        _goOn.TrySetResult();
        return _built.Task;
    }

    public void Abandon()
    {
        _abandoned = true;
        _goOn.TrySetResult();
    }

    void Run(MethodInfo main, string[] args)
    {
        s_current.Value = this;
        using var listeners = DiagnosticListener.AllListeners.Subscribe(this);
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [args]);
            Fail(new InvalidOperationException("The entry point ended without building an application."));
        }
        catch (TargetInvocationException error)
        {
            Fail(error.InnerException!);
        }
        finally
        {
            _subscription?.Dispose();
        }
    }

    void Fail(Exception error)
    {
        _building.TrySetException(error);
        _built.TrySetException(error);
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener listener)
    {
        if (listener.Name == "Aspire.Hosting")
            _subscription = listener.Subscribe(this);
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (s_current.Value != this)
            return;
        switch (value.Value)
        {
            case IDistributedApplicationBuilder builder when value.Key == "DistributedApplicationBuilderConstructed":
                // No dashboard: tests would fight for its port.
                builder.Configuration["ASPNETCORE_URLS"] = null;
                break;
            case IDistributedApplicationBuilder builder when value.Key == "DistributedApplicationBuilding":
                _building.TrySetResult(builder);
                _goOn.Task.Wait();
                if (_abandoned)
                    throw new EntryPointEndedException();
                break;
            case DistributedApplication application when value.Key == "DistributedApplicationBuilt":
                _built.TrySetResult(application);
                throw new EntryPointEndedException();
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    /// <summary>Unwinds Main.</summary>
    sealed class EntryPointEndedException : Exception;
}
