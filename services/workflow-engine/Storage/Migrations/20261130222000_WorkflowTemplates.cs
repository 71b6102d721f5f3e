using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

/// <summary>What messages of a run are about where its key does not say it, and which workflows a template made.</summary>
[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261130222000_WorkflowTemplates")]
sealed class WorkflowTemplates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE runs ADD COLUMN subject bytea;
            COMMENT ON COLUMN runs.subject IS 'A MessageContent: the order or the products that the event told of. Null: none, or the key names it.';

            CREATE TABLE template_workflows (
                shop_id text NOT NULL,
                workflow_id text NOT NULL,
                template_id text NOT NULL,
                template_version integer NOT NULL,
                workflow_version integer NOT NULL,
                PRIMARY KEY (shop_id, workflow_id)
            );
            COMMENT ON TABLE template_workflows IS 'Which version of a workflow a template made last; a later one is the shop''s own.';

            CREATE TABLE event_sightings (
                shop_id text NOT NULL,
                event_name text NOT NULL,
                log_time timestamptz NOT NULL,
                PRIMARY KEY (shop_id, event_name)
            );
            COMMENT ON TABLE event_sightings IS 'When events that templates need were last seen, to the hour.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DROP TABLE event_sightings; DROP TABLE template_workflows; ALTER TABLE runs DROP COLUMN subject;");
}
