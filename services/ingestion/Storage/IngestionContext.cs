using Automation.Ingestion.Shops;
using Microsoft.EntityFrameworkCore;

namespace Automation.Ingestion.Storage;

/// <summary>The everyday tables, and by its migrations every table of the schema.</summary>
sealed class IngestionContext(DbContextOptions<IngestionContext> options) : DbContext(options)
{
    public const string Schema = "ingestion";

    public DbSet<ShopRow> Shops => Set<ShopRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<ShopRow>(shop =>
        {
            shop.ToTable("shops").HasKey(row => row.ShopId);
            shop.Property(row => row.ShopId).HasColumnName("shop_id");
            shop.Property(row => row.DisplayName).HasColumnName("display_name");
            shop.Property(row => row.TimeZone).HasColumnName("time_zone");
            shop.Property(row => row.SenderEmail).HasColumnName("sender_email");
            shop.Property(row => row.StorefrontUrl).HasColumnName("storefront_url");
            shop.Property(row => row.PostalAddress).HasColumnName("postal_address");
            shop.Property(row => row.CreateTime).HasColumnName("create_time");
        });
        modelBuilder.Entity<ApiKeyRow>(key =>
        {
            key.ToTable("api_keys").HasKey(row => row.KeyId);
            key.Property(row => row.KeyId).HasColumnName("key_id").ValueGeneratedNever();
            key.Property(row => row.ShopId).HasColumnName("shop_id");
            key.Property(row => row.RequestId).HasColumnName("request_id");
            key.Property(row => row.DisplayName).HasColumnName("display_name");
            key.Property(row => row.SecretHash).HasColumnName("secret_hash");
            key.Property(row => row.CreateTime).HasColumnName("create_time");
            key.Property(row => row.RevokeTime).HasColumnName("revoke_time");
            key.HasIndex(row => row.SecretHash).IsUnique();
            key.HasIndex(row => new { row.ShopId, row.RequestId }).IsUnique();
            key.HasIndex(row => new { row.ShopId, row.CreateTime, row.KeyId });
            key.HasOne<ShopRow>().WithMany().HasForeignKey(row => row.ShopId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
