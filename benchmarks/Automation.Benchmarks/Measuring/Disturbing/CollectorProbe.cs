using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Automation.Benchmarks.Measuring.Disturbing;

/// <summary>When the collector of a .NET process held all its threads, as that process's runtime tells it.</summary>
sealed class CollectorProbe : IDisposable
{
    readonly EventPipeSession _session;
    readonly EventPipeEventSource _source;
    readonly List<Standstill> _pauses = [];
    readonly Task _reading;
    DateTime? _began;

    public CollectorProbe(string name, int processId)
    {
        Name = name;
        _session = new DiagnosticsClient(processId).StartEventPipeSession(
            [new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Informational, (long)ClrTraceEventParser.Keywords.GC)],
            requestRundown: false, circularBufferMB: 16);
        _source = new EventPipeEventSource(_session.EventStream);
        _source.Clr.GCSuspendEEStart += suspending => _began = suspending.TimeStamp.ToUniversalTime();
        _source.Clr.GCRestartEEStop += running =>
        {
            if (_began is { } began)
                _pauses.Add(new Standstill($"collector of {name}", began, running.TimeStamp.ToUniversalTime() - began));
            _began = null;
        };
        _reading = Task.Factory.StartNew(() => _source.Process(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string Name { get; }

    public async Task<IReadOnlyList<Standstill>> EndAsync()
    {
        await _session.StopAsync(CancellationToken.None);
        await _reading;
        return _pauses;
    }

    public void Dispose()
    {
        _source.Dispose();
        _session.Dispose();
    }
}
