namespace Automation.AppHost;

/// <summary>What a run can be told by configuration.</summary>
static class Settings
{
    /// <summary>A parameter with a default: key Parameters:{name}, with an underscore where a shell allows no dash.</summary>
    public static IResourceBuilder<ParameterResource> AddSetting(
        this IDistributedApplicationBuilder builder, string name, string value) =>
        builder.AddParameter(
            name,
            builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"] ?? value);

    /// <summary>Where a run keeps everything: databases, clock, keys. One folder is one stack.</summary>
    public static string DataFolder(this IDistributedApplicationBuilder builder) =>
        Path.GetFullPath(Path.Combine(builder.AppHostDirectory, builder.Configuration["AUTOMATION_DATA"] ?? "../.data"));
}
