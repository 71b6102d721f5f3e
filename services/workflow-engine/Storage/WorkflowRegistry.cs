using Automation.WorkflowEngine.Telemetry;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Npgsql;
using System.Collections.Frozen;

namespace Automation.WorkflowEngine.Storage;

/// <summary>
/// The activated definitions of this replica, brought up to date by one cheap query: an event that was recorded after
/// an activation was answered is decided on after the activation was committed, so a look in the batch sees it.
/// </summary>
sealed class WorkflowRegistry(ILogger<WorkflowRegistry> logger) : IDisposable
{
    // One batch loop and several checks; a snapshot is replaced as a whole and only by a newer one.
    readonly SemaphoreSlim _loading = new(1, 1);
    volatile RegistrySnapshot _current = RegistrySnapshot.Empty;

    /// <summary>The snapshot as of now.</summary>
    public async Task<RegistrySnapshot> CurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var snapshot = _current;
        if (await RegistryStore.CounterAsync(connection, cancellationToken) == snapshot.Counter)
            return snapshot;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var (counter, timelines, definitions) = await RegistryStore.LoadAsync(connection, cancellationToken);
            var stopped = await RegistryStore.StoppedMarketingAsync(connection, cancellationToken);
            if (counter > _current.Counter)
                _current = new RegistrySnapshot(counter, timelines, Compile(definitions)) { StoppedMarketing = stopped };
            return _current;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    FrozenDictionary<WorkflowVersion, CompiledWorkflow> Compile(IEnumerable<(WorkflowVersion Version, WorkflowDefinition? Definition)> definitions)
    {
        var compiled = new Dictionary<WorkflowVersion, CompiledWorkflow>();
        foreach (var (version, definition) in definitions)
        {
            // A version never changes, so what was compiled before still stands.
            if (_current.Find(version) is { } known)
                compiled[version] = known;
            else if (definition is not null && DefinitionCompiler.Compile(definition) is ({ } workflow, _))
                compiled[version] = workflow;
            else
                WorkflowEngineLog.NotCompiled(logger, version.ShopId, version.WorkflowId, version.Version);
        }
        return compiled.ToFrozenDictionary();
    }
}
