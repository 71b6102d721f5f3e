using System.Reflection;
using Automation.Ingestion.V1;
using Google.Api;
using Google.Protobuf.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Automation.Gateway;

/// <summary>What the contracts say: read once from the generated code, so that a new RPC needs nothing here.</summary>
static class SuiteContracts
{
    /// <summary>Every service of the suite.</summary>
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        .. typeof(ShopService).Assembly.GetExportedTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
            .Where(property => property?.PropertyType == typeof(FileDescriptor))
            .Select(property => (FileDescriptor)property!.GetValue(null)!)
            .SelectMany(file => file.Services)
            .OrderBy(service => service.FullName, StringComparer.Ordinal),
    ];

    // A service none of whose RPCs is on REST is for the suite itself.
    static readonly HashSet<string> s_internalServices =
        [.. Services.Where(service => service.Methods.All(method => RouteOf(method) is null)).Select(service => service.FullName)];

    /// <summary>How an RPC is served over REST; null when it is not.</summary>
    public static HttpRule? RouteOf(MethodDescriptor method) => method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);

    /// <summary>Whether only services of the suite may call it.</summary>
    public static bool IsInternal(string serviceFullName) => s_internalServices.Contains(serviceFullName);

    /// <summary>The process that serves it, by the naming rule: <c>automation.workflow_engine.v1</c> is workflow-engine.</summary>
    public static string ProcessOf(ServiceDescriptor service) => service.File.Package.Split('.')[1].Replace('_', '-');
}
