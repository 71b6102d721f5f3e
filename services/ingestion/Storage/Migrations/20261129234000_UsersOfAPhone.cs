using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Ingestion.Storage.Migrations;

/// <summary>Who uses a phone number that names another one, for whom a withdrawal by it alone counts too.</summary>
[DbContext(typeof(IngestionContext))]
[Migration("20261129234000_UsersOfAPhone")]
sealed class UsersOfAPhone : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("CREATE INDEX address_users_of_phone ON address_users (shop_id, value) WHERE kind = 3;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX address_users_of_phone;");
}
