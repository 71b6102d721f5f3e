using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Automation.AppHost.Tests.Compat;

/// <summary>Writes down the public types and members of the committed stand-ins for Aspire, one a line.</summary>
static partial class PublicSurface
{
    public static IReadOnlyList<string> Of(string feed)
    {
        var context = new AssemblyLoadContext("compat", isCollectible: true);
        var images = Directory.GetFiles(feed, "Aspire.*.nupkg").SelectMany(Assemblies).ToList();
        context.Resolving += (_, name) =>
            images.Where(image => image.Name == name.Name).Select(image => context.LoadFromStream(new MemoryStream(image.Bytes))).FirstOrDefault();
        return
        [
            .. from image in images.OrderBy(image => image.Name, StringComparer.Ordinal)
               let assembly = context.LoadFromAssemblyName(new AssemblyName(image.Name))
               from type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal)
               from line in Lines(type)
               select line,
        ];
    }

    static IEnumerable<(string Name, byte[] Bytes)> Assemblies(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using var bytes = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(bytes);
            yield return (Path.GetFileNameWithoutExtension(entry.Name), bytes.ToArray());
        }
    }

    static IEnumerable<string> Lines(Type type)
    {
        const BindingFlags declared =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        yield return $"{Kind(type)} {type.Namespace}.{Name(type)}";
        if (type.IsEnum)
        {
            yield return $"  {string.Join(", ", Enum.GetNames(type))}";
            yield break;
        }
        var members = type.GetConstructors(declared).Select(Line)
            .Concat(type.GetProperties(declared).Select(Line))
            .Concat(type.GetMethods(declared).Where(method => !method.IsSpecialName).Select(Line));
        foreach (var line in members.Order(StringComparer.Ordinal))
            yield return $"  {line}";
    }

    static string Line(ConstructorInfo constructor) => $"new({Parameters(constructor)})";

    static string Line(PropertyInfo property) =>
        $"{Name(property.PropertyType)} {property.Name} {{ get;{(property.SetMethod is { IsPublic: true } ? " set;" : "")} }}";

    static string Line(MethodInfo method) =>
        $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})";

    static string Generics(MethodInfo method) => method.IsGenericMethod
        ? $"<{string.Join(", ", method.GetGenericArguments().Select(Generic))}>"
        : "";

    // "T : IResourceWithEnvironment, new" tells what may stand for T.
    static string Generic(Type argument)
    {
        var constraints = argument.GetGenericParameterConstraints().Select(Name).ToList();
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            constraints.Add("class");
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            constraints.Add("new");
        return constraints.Count == 0 ? argument.Name : $"{argument.Name} : {string.Join(" & ", constraints)}";
    }

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{Name(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Convert.ToString(parameter.DefaultValue, CultureInfo.InvariantCulture) switch
        {
            null or "" => parameter.DefaultValue is null ? "null" : "\"\"",
            var text => text,
        }}" : "")));

    static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        var name = Arity().Replace(type.Name, "");
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    [GeneratedRegex("`[0-9]+$")]
    private static partial Regex Arity();
}
