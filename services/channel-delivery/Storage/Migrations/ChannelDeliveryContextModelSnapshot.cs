using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Automation.ChannelDelivery.Storage.Migrations;

[DbContext(typeof(ChannelDeliveryContext))]
sealed partial class ChannelDeliveryContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder
            .HasDefaultSchema("channel_delivery")
            .HasAnnotation("ProductVersion", "10.0.14")
            .HasAnnotation("Relational:MaxIdentifierLength", 63);
        NpgsqlModelBuilderExtensions.UseIdentityByDefaultColumns(modelBuilder);
        modelBuilder.Entity("Automation.ChannelDelivery.Storage.SendPolicyRow", policy =>
        {
            policy.Property<string>("ShopId").HasColumnType("text").HasColumnName("shop_id");
            policy.Property<Guid>("Etag").IsConcurrencyToken().HasColumnType("uuid").HasColumnName("etag");
            policy.Property<byte[]>("Policy").IsRequired().HasColumnType("bytea").HasColumnName("policy");
            policy.HasKey("ShopId");
            policy.ToTable("send_policies", "channel_delivery");
        });
    }
}
