using System.Reflection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Automation.Architecture.Tests;

public class Options
{
    static readonly List<Type> s_options =
        [.. SuiteAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal))];

    [Fact]
    public void Are_sealed() => Assert.DoesNotContain(s_options, type => !type.IsSealed);

    [Fact]
    public void Are_checked_by_a_validator_of_their_own()
    {
        Assert.NotEmpty(s_options);
        var validated = SuiteAssemblies.All.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetInterfaces())
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IValidateOptions<>))
            .Select(type => type.GetGenericArguments()[0])
            .ToHashSet();

        Assert.DoesNotContain(s_options, type => !validated.Contains(type));
    }

    [Fact]
    public void Are_checked_at_the_start()
    {
        // Every registration of options in the sources goes on to ValidateOnStart.
        var unchecked_ = from file in SourceFile.Production
                         from line in file.Code.Split(';')
                         where line.Contains(".AddOptions<", StringComparison.Ordinal) && !line.Contains("ValidateOnStart()", StringComparison.Ordinal)
                         select $"{file.Path}: {line.Trim()}";

        Findings.None(unchecked_);
    }
}
