using System.Reflection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Automation.Architecture.Tests;

public class Log_messages
{
    // A range for each, so that an id names its message across the suite.
    static readonly Dictionary<string, (int From, int To)> s_ranges = new()
    {
        ["Automation.ServiceDefaults"] = (100, 119),
        ["Automation.EventLog"] = (120, 159),
        ["Automation.Clients.Segmentation"] = (160, 169),
        ["Automation.Ingestion"] = (1000, 1999),
        ["Automation.Segmentation"] = (2000, 2999),
        ["Automation.WorkflowEngine"] = (3000, 3999),
        ["Automation.Recommendations"] = (4000, 4999),
        ["Automation.ChannelDelivery"] = (5000, 5999),
        ["Automation.Gateway"] = (6000, 6999),
    };

    static readonly List<(string Assembly, Type In, string Method, int Id)> s_messages =
    [
        .. from assembly in SuiteAssemblies.All
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select (assembly.GetName().Name!, type, $"{type.FullName}.{method.Name}", message.EventId),
    ];

    [Fact]
    public void Have_ids_that_nothing_else_has()
    {
        Assert.NotEmpty(s_messages);
        var shared = s_messages.GroupBy(message => message.Id).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(message => message.Method))}");

        Findings.None(shared);
    }

    [Fact]
    public void Have_ids_in_the_range_of_their_service()
    {
        var outside = s_messages
            .Where(message => message.Id < s_ranges[message.Assembly].From || message.Id > s_ranges[message.Assembly].To)
            .Select(message => $"{message.Method} has {message.Id}, outside {s_ranges[message.Assembly]}");

        Findings.None(outside);
    }

    [Fact]
    public void Stand_together_in_the_log_class_of_their_room()
    {
        var scattered = s_messages
            .Where(message => !message.In.Name.EndsWith("Log", StringComparison.Ordinal) || !message.In.IsAbstract || !message.In.IsSealed)
            .Select(message => $"{message.Method}: move it to a static class {message.In.Namespace!.Split('.')[^1]}Log or the like");

        Findings.None(scattered);
    }
}
