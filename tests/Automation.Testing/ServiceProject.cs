using System.Globalization;

namespace Automation.Testing;

/// <summary>Where a service of this repository is and what it builds, by the naming rule: folder workflow-engine, assembly Automation.WorkflowEngine.</summary>
static class ServiceProject
{
    // Tests run from …/bin/<configuration>/net10.0/; a service is taken from its build of the same configuration.
    static readonly string s_framework = new DirectoryInfo(AppContext.BaseDirectory).Name;
    static readonly string s_configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string AssemblyOf(string service)
    {
        var folder = service == "gateway" ? Repository.PathOf("gateway") : Repository.PathOf("services", service);
        var name = $"Automation.{Pascal(service)}";
        var assembly = Path.Combine(folder, "bin", s_configuration, s_framework, $"{name}.dll");
        return File.Exists(assembly)
            ? assembly
            : throw new FileNotFoundException(
                $"'{service}' is not built. Give the test project a <ProjectReference Include=\"…/{name}.csproj\" "
                + $"ReferenceOutputAssembly=\"false\" />, or build it: dotnet build {folder} -c {s_configuration}.",
                assembly);
    }

    static string Pascal(string service) =>
        string.Concat(service.Split('-').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
