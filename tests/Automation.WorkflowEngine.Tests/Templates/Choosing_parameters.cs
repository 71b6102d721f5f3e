using Automation.Validation;
using Automation.WorkflowEngine.Templates;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Templates;

public sealed class Choosing_parameters
{
    static readonly WorkflowTemplate s_template = new()
    {
        TemplateId = "any",
        Parameters =
        {
            new TemplateParameter
            {
                Name = "wait", Type = ParameterType.Duration, DefaultValue = Value.ForString("1h"), Minimum = Value.ForString("30m"), Maximum = Value.ForString("1d"),
            },
            new TemplateParameter { Name = "count", Type = ParameterType.Integer, Unit = "times", Minimum = Value.ForNumber(1) },
            new TemplateParameter { Name = "least", Type = ParameterType.Decimal, DefaultValue = Value.ForNumber(0.01), Maximum = Value.ForNumber(10) },
            new TemplateParameter { Name = "on", Type = ParameterType.Flag, DefaultValue = Value.ForBool(true) },
            new TemplateParameter { Name = "who", Type = ParameterType.Id, DefaultValue = Value.ForString("vip") },
        },
    };

    [Fact]
    public void Leaves_the_rest_as_it_is_by_default()
    {
        var (values, violations) = Read(("count", Value.ForNumber(3)), ("wait", Value.ForString("1h30m")));
        Assert.Empty(violations);
        Assert.Equal(("5400s", "3", "0.01", "true", "vip"), (values["wait"].Text, values["count"].Text, values["least"].Text, values["on"].Text, values["who"].Text));
    }

    [Fact]
    public void What_has_no_default_is_required() => Assert.Equal([Violation.Required("parameters.count")], Read().Violations);

    [Fact]
    public void Of_an_unknown_name_is_refused_with_the_known_ones()
    {
        var violation = Assert.Single(Read(("count", Value.ForNumber(1)), ("waits", Value.ForString("1h"))).Violations);
        Assert.Equal(("parameters.waits", ViolationReason.Unknown), (violation.Field, violation.Reason));
        Assert.Contains("wait, count, least, on, who", violation.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wait", "29m59s", "must be 30m to 1d.")]
    [InlineData("wait", "1d1s", "must be 30m to 1d.")]
    [InlineData("wait", "an hour", "must be a text of days, hours")]
    [InlineData("wait", "", "must be a text of days, hours")]
    [InlineData("who", "V I P", "must be a text of 1 to 50")]
    [InlineData("on", "true", "must be true or false.")]
    public void With_a_text_that_does_not_fit_is_refused(string name, string text, string description) => Refused(name, Value.ForString(text), description);

    [Theory]
    [InlineData("count", 0, "must be at least 1 times.")]
    [InlineData("count", 1.5, "must be a whole number.")]
    [InlineData("count", double.NaN, "must be a whole number.")]
    [InlineData("least", 10.01, "must be at most 10.")]
    [InlineData("least", 0.001, "must be a number with at most two decimals.")]
    [InlineData("wait", 3600, "must be a text of days, hours")]
    public void With_a_number_that_does_not_fit_is_refused(string name, double number, string description) => Refused(name, Value.ForNumber(number), description);

    [Fact]
    public void Fills_them_in_sums_them_up_and_leaves_out_what_is_off()
    {
        var workflow = new TemplateWorkflow
        {
            Definition = Struct.Parser.ParseJson("""
                {"displayName": "{{who}} and {{who}}", "steps": [
                  {"stepId": "a", "wait": {"duration": "{{wait + other}}"}},
                  {"$if": "on", "stepId": "b", "end": {}},
                  {"$unless": "on", "stepId": "c", "end": {}}]}
                """),
        };
        WorkflowDefinition Filled(bool on) => DefinitionFilling.Fill(workflow, new Dictionary<string, ParameterValue>
        {
            ["who"] = new("vip", 1), ["wait"] = new("5400s", 5_400), ["other"] = new("60s", 60), ["on"] = new("", on ? 1 : 0),
        });
        Assert.Equal(("vip and vip", 5_460), (Filled(true).DisplayName, Filled(true).Steps[0].Wait.Duration.Seconds));
        Assert.Equal(["a", "b"], Filled(true).Steps.Select(step => step.StepId));
        Assert.Equal(["a", "c"], Filled(false).Steps.Select(step => step.StepId));
    }

    [Fact]
    public void Tells_where_a_workflow_is_another_than_the_flow_makes()
    {
        var (made, own) = (A.CartWorkflow(), A.CartWorkflow());
        own.Steps[0].Wait.Duration = TimeSpan.FromHours(2).ToDuration();
        own.Steps.Insert(1, new Step { StepId = "stop", End = new EndStep() });
        own.SendGuard = null;
        var differences = DefinitionComparison.Compare(made, own);
        Assert.Equal(["sendGuard", "steps[idle].wait.duration", "steps[stop]"], differences.Select(difference => difference.Path).Order(StringComparer.Ordinal));
        var wait = differences.Single(difference => difference.Path.EndsWith("duration", StringComparison.Ordinal));
        Assert.Equal(("3600s", "7200s"), (wait.TemplateValue.StringValue, wait.WorkflowValue.StringValue));
        Assert.Empty(DefinitionComparison.Compare(made, made));
    }

    static void Refused(string name, Value value, string description)
    {
        var (_, violations) = name == "count" ? Read((name, value)) : Read(("count", Value.ForNumber(1)), (name, value));
        var violation = Assert.Single(violations);
        Assert.Equal(($"parameters.{name}", ViolationReason.Invalid), (violation.Field, violation.Reason));
        Assert.StartsWith(description, violation.Description, StringComparison.Ordinal);
    }

    static (IReadOnlyDictionary<string, ParameterValue> Values, IReadOnlyList<Violation> Violations) Read(params (string Name, Value Value)[] chosen)
    {
        var violations = new ViolationList();
        return (TemplateParameters.Read(s_template, chosen.Select(row => new KeyValuePair<string, Value>(row.Name, row.Value)), violations), violations.Found);
    }
}
