namespace Automation.AppHost;

/// <summary>The shop clock that all services share. A deployment has the system clock, and nothing to set.</summary>
static class ClockSettings
{
    public static IResourceBuilder<ProjectResource> WithClock(this IResourceBuilder<ProjectResource> service)
    {
        var builder = service.ApplicationBuilder;
        return builder.ExecutionContext.IsPublishMode
            ? service
            : service
                .WithEnvironment("Clock__Mode", Setting(builder, "clock-mode", "System"))
                .WithEnvironment("Clock__Speed", Setting(builder, "clock-speed", "1"))
                .WithEnvironment("Clock__Epoch", Setting(builder, "clock-epoch", ""))
                .WithEnvironment("Clock__Path", Path.Combine(builder.DataFolder(), "clock"));
    }

    // Shown once in the dashboard, however many services ask for it.
    static IResourceBuilder<ParameterResource> Setting(IDistributedApplicationBuilder builder, string name, string value) =>
        builder.Resources.OfType<ParameterResource>().FirstOrDefault(parameter => parameter.Name == name) is { } parameter
            ? builder.CreateResourceBuilder(parameter)
            : builder.AddSetting(name, value);
}
