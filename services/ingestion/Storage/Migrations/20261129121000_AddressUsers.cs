using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Ingestion.Storage.Migrations;

/// <summary>
/// Who uses an address that names another shopper, so that a withdrawal for every address reaches it. Uses from before are known
/// as soon as an event brings the address again.
/// </summary>
[DbContext(typeof(IngestionContext))]
[Migration("20261129121000_AddressUsers")]
sealed class AddressUsers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE address_users (
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL,
                kind smallint NOT NULL,
                value text NOT NULL,
                PRIMARY KEY (shop_id, shopper_id, kind, value)
            );
            COMMENT ON TABLE address_users IS 'Addresses that came with a shopper''s events and name another one, or nobody. kind and value as in identities, and kept as long.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE address_users;");
}
