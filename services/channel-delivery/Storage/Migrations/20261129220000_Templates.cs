using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.ChannelDelivery.Storage.Migrations;

/// <summary>Templates of shops and how shops look.</summary>
[DbContext(typeof(ChannelDeliveryContext))]
[Migration("20261129220000_Templates")]
sealed class TemplatesAndBrands : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(TemplateTables.Create);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(TemplateTables.Drop);
}
