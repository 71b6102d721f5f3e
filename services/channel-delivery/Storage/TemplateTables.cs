namespace Automation.ChannelDelivery.Storage;

/// <summary>The tables of templates and brands, as their migration creates them.</summary>
static class TemplateTables
{
    public const string Create = """
        CREATE TABLE templates (
            shop_id text NOT NULL,
            template_id text NOT NULL,
            version int NOT NULL,
            revision int NOT NULL,
            create_time timestamptz NOT NULL,
            archive_time timestamptz,
            PRIMARY KEY (shop_id, template_id)
        );
        COMMENT ON TABLE templates IS 'Templates of each shop. version is the active one, revision the etag.';

        CREATE TABLE template_versions (
            shop_id text NOT NULL,
            template_id text NOT NULL,
            version int NOT NULL,
            definition bytea NOT NULL,
            create_time timestamptz NOT NULL,
            PRIMARY KEY (shop_id, template_id, version),
            FOREIGN KEY (shop_id, template_id) REFERENCES templates (shop_id, template_id)
        );
        COMMENT ON TABLE template_versions IS 'Every definition that was put, never changed.';

        CREATE TABLE brands (
            shop_id text PRIMARY KEY,
            brand bytea NOT NULL,
            revision int NOT NULL
        );
        COMMENT ON TABLE brands IS 'How each shop looks in messages. revision is the etag.';
        """;

    public const string Drop = "DROP TABLE brands; DROP TABLE template_versions; DROP TABLE templates;";
}
