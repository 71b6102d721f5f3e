using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>A value from the configuration, key Parameters:{name}.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(
            name,
            () => builder.Configuration[$"Parameters:{name}"]
                // A shell cannot export a variable with a dash in its name.
                ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"]
                ?? throw new MissingParameterValueException(
                    $"Parameter '{name}' has no value; set Parameters:{name}, for example by the variable Parameters__{name.Replace('-', '_')}."),
            secret));

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false,
        bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => value, secret));

    /// <summary>A connection string from the configuration, key ConnectionStrings:{name}.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource(new ConfiguredConnectionString(name, builder.Configuration, environmentVariableName));

    sealed class ConfiguredConnectionString(string name, IConfiguration configuration, string? environmentVariable)
        : Resource(name), IResourceWithConnectionString
    {
        public string? ConnectionStringEnvironmentVariable => environmentVariable;

        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
            $"{configuration.GetConnectionString(Name)
                ?? throw new MissingParameterValueException($"Connection string '{Name}' is missing; set ConnectionStrings:{Name}.")}");
    }
}
