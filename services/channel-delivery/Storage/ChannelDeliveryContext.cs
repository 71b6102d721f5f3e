using Microsoft.EntityFrameworkCore;

namespace Automation.ChannelDelivery.Storage;

/// <summary>The everyday tables; the hot ones are written by SQL.</summary>
sealed class ChannelDeliveryContext(DbContextOptions<ChannelDeliveryContext> options) : DbContext(options)
{
    public const string Schema = "channel_delivery";

    public DbSet<SendPolicyRow> SendPolicies => Set<SendPolicyRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        modelBuilder.Entity<SendPolicyRow>(policy =>
        {
            policy.ToTable("send_policies");
            policy.HasKey(row => row.ShopId);
            policy.Property(row => row.ShopId).HasColumnName("shop_id");
            policy.Property(row => row.Policy).HasColumnName("policy");
            policy.Property(row => row.Etag).HasColumnName("etag").IsConcurrencyToken();
        });
    }
}

/// <summary>A shop's send policy.</summary>
sealed class SendPolicyRow
{
    public required string ShopId { get; set; }

    /// <summary>The policy's message, without its etag.</summary>
    public required byte[] Policy { get; set; }

    public required Guid Etag { get; set; }
}
