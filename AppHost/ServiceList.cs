using System.Text.Json;

namespace Automation.AppHost;

/// <summary>A service as services/services.json names it.</summary>
/// <param name="Name">Also its name in service discovery.</param>
/// <param name="Grpc">Offset of its HTTP/2 port.</param>
/// <param name="Http">Offset of its HTTP/1.1 port.</param>
/// <param name="Database">A database of its own; null: none.</param>
/// <param name="Uses">Further servers: redis, rabbitmq.</param>
/// <param name="Calls">Services before it in the list.</param>
sealed record ServiceEntry(
    string Name, int Grpc, int Http, string? Database, IReadOnlyList<string> Uses, IReadOnlyList<string> Calls);

/// <summary>Every service in the direction the data flows, the gateway last.</summary>
sealed record ServiceList(IReadOnlyList<ServiceEntry> Services)
{
    public IEnumerable<string> Databases => Services.Select(service => service.Database).OfType<string>();

    public ServiceEntry this[string name] =>
        Services.FirstOrDefault(service => service.Name == name)
        ?? throw new InvalidDataException($"services.json has no service '{name}'; add it there.");

    public static ServiceList Read(string file)
    {
        using var stream = File.OpenRead(file);
        return JsonSerializer.Deserialize<ServiceList>(stream, JsonSerializerOptions.Web)
            ?? throw new InvalidDataException($"{file} is empty; it lists the services.");
    }
}
