using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Automation.Ingestion.Storage.Migrations
{
    /// <inheritdoc />
    sealed partial class CreateEventLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "ingestion");

            migrationBuilder.CreateTable(
                name: "shops",
                schema: "ingestion",
                columns: table => new
                {
                    shop_id = table.Column<string>(type: "text", nullable: false),
                    display_name = table.Column<string>(type: "text", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    sender_email = table.Column<string>(type: "text", nullable: false),
                    storefront_url = table.Column<string>(type: "text", nullable: false),
                    postal_address = table.Column<string>(type: "text", nullable: false),
                    create_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shops", x => x.shop_id);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                schema: "ingestion",
                columns: table => new
                {
                    key_id = table.Column<Guid>(type: "uuid", nullable: false),
                    shop_id = table.Column<string>(type: "text", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    display_name = table.Column<string>(type: "text", nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    create_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoke_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.key_id);
                    table.ForeignKey(
                        name: "FK_api_keys_shops_shop_id",
                        column: x => x.shop_id,
                        principalSchema: "ingestion",
                        principalTable: "shops",
                        principalColumn: "shop_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_secret_hash",
                schema: "ingestion",
                table: "api_keys",
                column: "secret_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_shop_id_create_time_key_id",
                schema: "ingestion",
                table: "api_keys",
                columns: new[] { "shop_id", "create_time", "key_id" });

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_shop_id_request_id",
                schema: "ingestion",
                table: "api_keys",
                columns: new[] { "shop_id", "request_id" },
                unique: true);

            migrationBuilder.Sql(EventLogTables.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(EventLogTables.Drop);

            migrationBuilder.DropTable(
                name: "api_keys",
                schema: "ingestion");

            migrationBuilder.DropTable(
                name: "shops",
                schema: "ingestion");
        }
    }
}
