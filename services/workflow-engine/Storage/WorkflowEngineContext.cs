using Microsoft.EntityFrameworkCore;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Workflows, their versions and activations. Runs and what belongs to them are plain SQL.</summary>
sealed class WorkflowEngineContext(DbContextOptions<WorkflowEngineContext> options) : DbContext(options)
{
    public const string Schema = "workflow_engine";

    public DbSet<WorkflowRow> Workflows => Set<WorkflowRow>();

    public DbSet<WorkflowVersionRow> Versions => Set<WorkflowVersionRow>();

    public DbSet<ActivationRow> Activations => Set<ActivationRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<WorkflowRow>(row =>
        {
            row.ToTable("workflows").HasKey(entity => new { entity.ShopId, entity.WorkflowId });
            row.Property(entity => entity.ShopId).HasColumnName("shop_id");
            row.Property(entity => entity.WorkflowId).HasColumnName("workflow_id");
            row.Property(entity => entity.LatestVersion).HasColumnName("latest_version");
            row.Property(entity => entity.ActiveVersion).HasColumnName("active_version");
            row.Property(entity => entity.Revision).HasColumnName("revision").IsConcurrencyToken();
            row.Property(entity => entity.UpdateTime).HasColumnName("update_time");
            row.Property(entity => entity.PauseTime).HasColumnName("pause_time");
            row.Property(entity => entity.ArchiveTime).HasColumnName("archive_time");
        });
        modelBuilder.Entity<WorkflowVersionRow>(row =>
        {
            row.ToTable("workflow_versions").HasKey(entity => new { entity.ShopId, entity.WorkflowId, entity.Version });
            row.Property(entity => entity.ShopId).HasColumnName("shop_id");
            row.Property(entity => entity.WorkflowId).HasColumnName("workflow_id");
            row.Property(entity => entity.Version).HasColumnName("version");
            row.Property(entity => entity.Definition).HasColumnName("definition");
            row.Property(entity => entity.CreateTime).HasColumnName("create_time");
        });
        modelBuilder.Entity<ActivationRow>(row =>
        {
            row.ToTable("activations").HasKey(entity => new { entity.ShopId, entity.WorkflowId, entity.Number });
            row.Property(entity => entity.ShopId).HasColumnName("shop_id");
            row.Property(entity => entity.WorkflowId).HasColumnName("workflow_id");
            row.Property(entity => entity.Number).HasColumnName("number");
            row.Property(entity => entity.Version).HasColumnName("version");
            row.Property(entity => entity.Heads).HasColumnName("heads");
            row.Property(entity => entity.ActivateTime).HasColumnName("activate_time");
            row.Property(entity => entity.Paused).HasColumnName("paused");
        });
    }
}

/// <summary>A workflow. <c>Revision</c> rises with every change and is its etag.</summary>
sealed class WorkflowRow
{
    public required string ShopId { get; init; }

    public required string WorkflowId { get; init; }

    public int LatestVersion { get; set; }

    /// <summary>0: none.</summary>
    public int ActiveVersion { get; set; }

    public long Revision { get; set; }

    public DateTimeOffset UpdateTime { get; set; }

    /// <summary>Null: it is not paused.</summary>
    public DateTimeOffset? PauseTime { get; set; }

    /// <summary>Null: it is not archived.</summary>
    public DateTimeOffset? ArchiveTime { get; set; }
}

/// <summary>A version of a workflow; never changed.</summary>
sealed class WorkflowVersionRow
{
    public required string ShopId { get; init; }

    public required string WorkflowId { get; init; }

    public required int Version { get; init; }

    /// <summary>A serialized WorkflowDefinition.</summary>
    public required byte[] Definition { get; init; }

    public required DateTimeOffset CreateTime { get; init; }
}

/// <summary>From when on a version began runs; version 0: none did.</summary>
sealed class ActivationRow
{
    public required string ShopId { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required int Version { get; init; }

    /// <summary>Heads of the event log, one for each partition: later events may begin runs.</summary>
    public required long[] Heads { get; init; }

    public required DateTimeOffset ActivateTime { get; init; }

    /// <summary>Whether the workflow was paused, so that not even its version begins runs.</summary>
    public required bool Paused { get; init; }
}
