using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Testing;
using Automation.WorkflowEngine.Templates;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>
/// flows.json says, by hand and apart from the templates, what stores get who change nothing: what begins and ends a flow, who may come
/// in again, which step comes after how long, and what its subject is.
/// </summary>
public sealed partial class Agreeing_with_the_tables
{
    static readonly Dictionary<string, Table> s_tables = JsonSerializer.Deserialize<Dictionary<string, Table>>(
        File.ReadAllText(Repository.PathOf("tests", "Automation.WorkflowEngine.Tests", "Templates", "flows.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Workflows => [.. Made.Select(made => made.WorkflowId)];

    static IEnumerable<(string WorkflowId, WorkflowDefinition Definition, WorkflowTemplate Template)> Made =>
        from template in WorkflowTemplates.All.Values
        from made in Flows.Made(template.TemplateId)
        select (made.WorkflowId, made.Definition, template);

    [Fact]
    public void Every_workflow_has_a_table_and_every_table_a_workflow() =>
        Assert.Equal(s_tables.Keys.Order(StringComparer.Ordinal), Made.Select(made => made.WorkflowId).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_is_as_its_table_says(string workflowId)
    {
        var (_, definition, template) = Made.Single(made => made.WorkflowId == workflowId);
        var table = s_tables[workflowId];

        Assert.Equal(table.Begins, BeginsOf(definition.Trigger));
        Assert.Equal(table.Exits, definition.ExitWhen.SelectMany(exit => exit.Events).Distinct().Order(StringComparer.Ordinal));
        var reentry = definition.Reentry;
        Assert.Equal(
            (table.Key ?? "", table.NewestOnly, table.Once, table.FromExit, table.MaxRuns ?? 0, table.WindowHours, table.CooldownHours),
            (reentry.Keyed?.Key ?? "", reentry.NewestOnly, reentry.Once, reentry.CooldownStart is CooldownStart.Exit, reentry.Limit?.MaxRuns ?? 0,
                Hours(reentry.Limit?.Window), Hours(reentry.Keyed?.Cooldown ?? reentry.Shopper?.Cooldown)));
        Assert.Equal(
            table.Steps.Select(step => (step.Id, step.AfterHours, step.KeepsHours, step.Transactional)),
            definition.Steps.Where(step => step.KindCase is Step.KindOneofCase.Send or Step.KindOneofCase.ChangeList).Select(step => (
                step.StepId, (double?)EarliestHours(definition, step.StepId) ?? -1, Hours(step.Send?.ExpireAfter), step.Send?.Purpose is Purpose.Transactional)));
        foreach (var step in table.Steps.Where(step => step.Subject is not null))
            Assert.Equal(step.Subject, SubjectOf(template, definition.Steps.Single(each => each.StepId == step.Id).Send.TemplateId));
    }

    static IEnumerable<string> BeginsOf(Trigger trigger) => trigger.KindCase switch
    {
        Trigger.KindOneofCase.Event => trigger.Event.Events.Order(StringComparer.Ordinal),
        Trigger.KindOneofCase.Segment => [$"segment {trigger.Segment.SegmentId}"],
        _ => [trigger.KindCase is Trigger.KindOneofCase.ApiCall ? "api_call" : "another kind"],
    };

    static double? Hours(Duration? duration) => duration?.ToTimeSpan().TotalHours;

    /// <summary>How long after the beginning a step comes at the earliest, when messages meet their end at once.</summary>
    static double? EarliestHours(WorkflowDefinition definition, string stepId)
    {
        var steps = definition.Steps;
        int At(string id) => steps.ToList().FindIndex(step => step.StepId == id);
        double? From(int index, int depth)
        {
            if (index >= steps.Count || depth > steps.Count)
                return null;
            var step = steps[index];
            if (step.StepId == stepId)
                return 0;
            int Next(string next, int otherwise) => next.Length > 0 ? At(next) : otherwise;
            var next = Next(step.Next, index + 1);
            var ways = step.KindCase switch
            {
                Step.KindOneofCase.Wait => [(next, Hours(step.Wait.Duration)!.Value)],
                Step.KindOneofCase.WaitForEvent => [(Next(step.WaitForEvent.OnTimeout, next), Hours(step.WaitForEvent.Timeout)!.Value)],
                Step.KindOneofCase.Branch => [(next, 0.0), .. step.Branch.Ways.Select(way => (At(way.Next), 0.0))],
                Step.KindOneofCase.End => [],
                _ => new List<(int, double)> { (next, 0.0) },
            };
            return ways.Select(way => From(way.Item1, depth + 1) + way.Item2).Min();
        }
        return From(0, 0);
    }

    /// <summary>As the tables write it: <c>{number}</c>.</summary>
    static string SubjectOf(WorkflowTemplate template, string messageId)
    {
        var definition = template.Messages.Single(message => message.TemplateId == messageId).Definition;
        var text = definition.Fields["texts"].ListValue.Values[0].StructValue.Fields["subject"].StringValue;
        return Variable().Replace(text, match => match.Groups[1].Value switch
        {
            "product.title" or "order.first_item" => "{product}",
            "brand.name" => "{brand}",
            var path => $"{{{path.Split('.')[^1]}}}",
        });
    }

    [GeneratedRegex(@"\{\{([a-z_.]+)\}\}")]
    private static partial Regex Variable();

    sealed record Table(
        string[] Begins, string[] Exits, TableStep[] Steps, string? Key, bool NewestOnly, bool Once, bool FromExit, int? MaxRuns, double? WindowHours,
        double? CooldownHours);

    sealed record TableStep(string Id, double AfterHours, double? KeepsHours, string? Subject, bool Transactional);
}
