namespace Automation.AppHost;

/// <summary>What a run can be told by configuration.</summary>
static class Settings
{
    /// <summary>A parameter with a default for a run on this machine; who deploys the manifest is asked for it.</summary>
    public static IResourceBuilder<ParameterResource> AddSetting(
        this IDistributedApplicationBuilder builder, string name, string value) =>
        builder.ExecutionContext.IsPublishMode ? builder.AddParameter(name) : builder.AddParameter(name, builder.ValueOf(name) ?? value);

    /// <summary>Key Parameters:{name}, with an underscore where a shell allows no dash.</summary>
    public static string? ValueOf(this IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"];

    /// <summary>Where a run keeps everything: databases, clock, keys. One folder is one stack.</summary>
    public static string DataFolder(this IDistributedApplicationBuilder builder) =>
        Path.GetFullPath(Path.Combine(builder.AppHostDirectory, builder.Configuration["AUTOMATION_DATA"] ?? "../.data"));

    /// <summary>../services/services.json.</summary>
    public static ServiceList ReadServiceList(this IDistributedApplicationBuilder builder) =>
        ServiceList.Read(Path.Combine(builder.AppHostDirectory, "..", "services", "services.json"));
}
