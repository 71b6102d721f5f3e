namespace Automation.AppHost;

/// <summary>The scripts in local/: each runs an installed server in the foreground.</summary>
static class Scripts
{
    public static IResourceBuilder<ExecutableResource> AddScript(
        this IDistributedApplicationBuilder builder, string name, string script, string[] arguments) =>
        builder.AddExecutable(name, "bash", "local", [$"./{script}.sh", .. arguments])
            .WithEnvironment("AUTOMATION_DATA", builder.DataFolder())
            // The orchestrator ends everything at once; a server then stays until its clients have gone.
            .WithEnvironment("AUTOMATION_CLIENTS_FIRST", "yes");
}
