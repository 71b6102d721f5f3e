using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Automation.WorkflowEngine.Storage.Migrations;

[DbContext(typeof(WorkflowEngineContext))]
sealed class WorkflowEngineContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder
            .HasDefaultSchema("workflow_engine")
            .HasAnnotation("ProductVersion", "10.0.14")
            .HasAnnotation("Relational:MaxIdentifierLength", 63);
        NpgsqlModelBuilderExtensions.UseIdentityByDefaultColumns(modelBuilder);
        modelBuilder.Entity("Automation.WorkflowEngine.Storage.ActivationRow", row =>
        {
            row.Property<string>("ShopId").HasColumnType("text").HasColumnName("shop_id");
            row.Property<string>("WorkflowId").HasColumnType("text").HasColumnName("workflow_id");
            row.Property<int>("Number").HasColumnType("integer").HasColumnName("number");
            row.Property<DateTimeOffset>("ActivateTime").HasColumnType("timestamp with time zone").HasColumnName("activate_time");
            row.Property<long[]>("Heads").IsRequired().HasColumnType("bigint[]").HasColumnName("heads");
            row.Property<bool>("Paused").HasColumnType("boolean").HasColumnName("paused");
            row.Property<int>("Version").HasColumnType("integer").HasColumnName("version");
            row.HasKey("ShopId", "WorkflowId", "Number");
            row.ToTable("activations", "workflow_engine");
        });
        modelBuilder.Entity("Automation.WorkflowEngine.Storage.WorkflowRow", row =>
        {
            row.Property<string>("ShopId").HasColumnType("text").HasColumnName("shop_id");
            row.Property<string>("WorkflowId").HasColumnType("text").HasColumnName("workflow_id");
            row.Property<int>("ActiveVersion").HasColumnType("integer").HasColumnName("active_version");
            row.Property<DateTimeOffset?>("ArchiveTime").HasColumnType("timestamp with time zone").HasColumnName("archive_time");
            row.Property<int>("LatestVersion").HasColumnType("integer").HasColumnName("latest_version");
            row.Property<DateTimeOffset?>("PauseTime").HasColumnType("timestamp with time zone").HasColumnName("pause_time");
            row.Property<long>("Revision").IsConcurrencyToken().HasColumnType("bigint").HasColumnName("revision");
            row.Property<DateTimeOffset>("UpdateTime").HasColumnType("timestamp with time zone").HasColumnName("update_time");
            row.HasKey("ShopId", "WorkflowId");
            row.ToTable("workflows", "workflow_engine");
        });
        modelBuilder.Entity("Automation.WorkflowEngine.Storage.WorkflowVersionRow", row =>
        {
            row.Property<string>("ShopId").HasColumnType("text").HasColumnName("shop_id");
            row.Property<string>("WorkflowId").HasColumnType("text").HasColumnName("workflow_id");
            row.Property<int>("Version").HasColumnType("integer").HasColumnName("version");
            row.Property<DateTimeOffset>("CreateTime").HasColumnType("timestamp with time zone").HasColumnName("create_time");
            row.Property<byte[]>("Definition").IsRequired().HasColumnType("bytea").HasColumnName("definition");
            row.HasKey("ShopId", "WorkflowId", "Version");
            row.ToTable("workflow_versions", "workflow_engine");
        });
    }
}
