using Automation.Segmentation.Imports;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Npgsql;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Lets imports go on, in turn. One replica works at an import while its session holds the import's lock, which is free at once when the
/// process dies. Where an import stands is told by its row, and rows that are brought in again are known: so a crash costs a page.
/// </summary>
sealed class ImportRunner(
    NpgsqlDataSource database,
    ImportStore store,
    ListStore lists,
    FileImport files,
    SegmentImport segments,
    ImportCounting counting,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime,
    ILogger<ImportRunner> logger) : BackgroundService
{
    static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);

    // After so long others have their turn.
    static readonly TimeSpan s_slice = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var hasMoved = false;
            try
            {
                foreach (var import in await store.ListRunningAsync(stoppingToken))
                    hasMoved |= await TryRunAsync(import, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                SegmentationLog.NotImported(logger, exception);
            }
            await Task.Delay(hasMoved ? TimeSpan.Zero : s_pollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<bool> TryRunAsync(StoredImport listed, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            if (!await ExecuteAsync(connection, "pg_try_advisory_lock", listed, cancellationToken))
                return false;
            try
            {
                // Another replica may have worked at it since.
                return await store.FindAsync(listed.ShopId, listed.ImportId, cancellationToken) is { HasEnded: false } import
                    && await RunAsync(import, cancellationToken) is not null;
            }
            finally
            {
                await ExecuteAsync(connection, "pg_advisory_unlock", listed, CancellationToken.None);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It is tried again, behind the others.
            SegmentationLog.NotImported(logger, exception);
            return false;
        }
    }

    async Task<StoredImport?> RunAsync(StoredImport import, CancellationToken cancellationToken)
    {
        var listId = import.Shown.Definition.ListId;
        if (import.Shown.Stage is not ImportStage.Counting && listId.Length > 0
            && await lists.FindAsync(import.ShopId, listId, cancellationToken) is not { ArchiveTime: null })
            return await FailAsync(import, RowReasons.ListArchived, $"List '{listId}' was archived; put it again and import the rest.", cancellationToken);
        try
        {
            return import switch
            {
                { Shown.Stage: ImportStage.Counting } => await counting.RunAsync(import, cancellationToken),
                { Shown.Definition.SourceCase: ImportDefinition.SourceOneofCase.SegmentId } => await segments.RunAsync(import, s_slice, cancellationToken),
                _ => await files.RunAsync(import, s_slice, cancellationToken),
            };
        }
        catch (InvalidDataException unreadable)
        {
            return await FailAsync(import, RowReasons.FileUnreadable, unreadable.Message, cancellationToken);
        }
    }

    async Task<StoredImport?> FailAsync(StoredImport import, string reason, string detail, CancellationToken cancellationToken)
    {
        // As far as it has come since.
        if (await store.FindAsync(import.ShopId, import.ImportId, cancellationToken) is { HasEnded: false } now)
            await store.AdvanceAsync(now, now.Ended(ImportStage.Failed, shopTime.GetUtcNow(), reason, detail), ImportStep.Nothing, cancellationToken);
        return null;
    }

    static async Task<bool> ExecuteAsync(NpgsqlConnection connection, string function, StoredImport import, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {function}(hashtextextended('import ' || $1, 0))", connection)
        {
            Parameters = { new() { Value = $"{import.ShopId}/{import.ImportId}" } },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
