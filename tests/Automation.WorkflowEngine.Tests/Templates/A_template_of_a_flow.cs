using System.Text.RegularExpressions;
using Automation.ChannelDelivery.V1;
using Automation.Commerce;
using Automation.Testing;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Templates;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>What is true of every flow that comes with the suite.</summary>
public sealed partial class A_template_of_a_flow
{
    public static TheoryData<string> Templates => Flows.All;

    [Fact]
    public void Is_there_for_each_of_the_eight() => Assert.Equal(
        [
            "after-purchase", "back-in-stock", "browse", "cart", "checkout", "order-updates", "price-drop", "story", "sunset", "welcome", "win-back",
        ],
        WorkflowTemplates.All.Keys);

    [Theory]
    [MemberData(nameof(Templates))]
    public void Compiles_with_its_defaults_and_at_both_ends_of_every_range(string templateId)
    {
        foreach (var (_, definition) in Flows.Made(templateId))
            Assert.Empty(DefinitionCompiler.Compile(definition).Violations);
        foreach (var parameter in Flows.Template(templateId).Parameters)
        {
            foreach (var value in Ends(parameter))
            {
                foreach (var (workflowId, definition) in Flows.Made(templateId, (parameter.Name, value)))
                    Assert.True(DefinitionCompiler.Compile(definition).Violations is [], $"{workflowId} with {parameter.Name} = {value}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Explains_each_parameter_and_uses_it(string templateId)
    {
        var template = Flows.Template(templateId);
        var named = $"{string.Join('\n', template.Workflows)}\n{string.Join('\n', template.Segments)}";
        Assert.All(template.Parameters, parameter =>
        {
            Assert.Matches("^[a-z][a-z0-9_]{0,49}$", parameter.Name);
            Assert.True(parameter.Help.Length > 20, parameter.Name);
            Assert.NotNull(ParameterTypes.Read(parameter.Type, parameter.DefaultValue));
            Assert.True(Regex.IsMatch(named, $@"\{{\{{[^}}]*\b{parameter.Name}\b|""\$if"": ""{parameter.Name}"""), $"{parameter.Name} is not used");
        });
        Assert.Equal(template.Parameters.Select(parameter => parameter.Name).Distinct(), template.Parameters.Select(parameter => parameter.Name));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Has_the_messages_that_its_steps_send_and_no_others(string templateId)
    {
        var sent = Flows.Made(templateId).SelectMany(made => made.Definition.Steps).Where(step => step.Send is not null).Select(step => step.Send.TemplateId);
        Assert.Equal(
            sent.Distinct().Order(StringComparer.Ordinal),
            Flows.Template(templateId).Messages.Select(message => message.TemplateId).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Has_messages_that_are_about_what_its_workflows_are_about(string templateId)
    {
        foreach (var (workflowId, definition) in Flows.Made(templateId))
        {
            var about = Story.Compiled(definition).Content.GetType().Name switch
            {
                "CartContent" => TemplateSubject.Cart,
                "OrderContent" => TemplateSubject.Order,
                "ProductsContent" or "ViewedContent" => TemplateSubject.Products,
                _ => TemplateSubject.None,
            };
            foreach (var step in definition.Steps.Where(step => step.Send is not null))
            {
                var message = Flows.Template(templateId).Messages.Single(message => message.TemplateId == step.Send.TemplateId);
                var parsed = TemplateDefinition.Parser.ParseJson(JsonFormatter.Default.Format(message.Definition));
                Assert.True(about == parsed.SubjectKind, $"{workflowId} {step.StepId} is about {about}, and {message.TemplateId} about {parsed.SubjectKind}");
                Assert.NotEmpty(parsed.Texts[0].Blocks.Blocks);
                Assert.Equal("en", parsed.Texts[0].Locale);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Needs_events_that_there_are_with_fields_that_they_have(string templateId)
    {
        var template = Flows.Template(templateId);
        Assert.All(template.Events, needed =>
        {
            var action = ShopperEvents.TypeOf(needed.Name);
            Assert.NotNull(action);
            Assert.All(needed.Fields, field => Assert.NotNull(action.FindFieldByName(field.Split('.')[0])));
        });
        var begins = Flows.Made(templateId).SelectMany(made => made.Definition.Trigger.Event?.Events ?? []);
        Assert.Empty(begins.Except(template.Events.Select(needed => needed.Name)));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Brings_segments_that_can_be_put(string templateId)
    {
        var violations = new ViolationList();
        var brought = Flows.Template(templateId).Segments.Where(segment => segment.Text.Length > 0)
            .Select((segment, index) => new SimulatedSegment { SegmentId = $"s{index}", Text = segment.Text });
        SimulatedSegments.Compile([.. brought], violations);
        Assert.Empty(violations.Found);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Says_what_is_not_there_yet_and_fits_into_an_id(string templateId)
    {
        var template = Flows.Template(templateId);
        Assert.NotEmpty(template.NotYet);
        Assert.True(template.Version >= 1);
        Assert.All(template.Workflows, workflow => Assert.Matches("^[a-z-]{1,50}$", WorkflowTemplates.WorkflowId(new string('x', 15), template, workflow)));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Is_drawn_and_told_in_the_documentation(string templateId)
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "flows", "README.md"));
        var template = Flows.Template(templateId);
        Assert.Contains($"(`{templateId}`)\n\n{template.Description}", page, StringComparison.Ordinal);
        Assert.All(template.Parameters, parameter => Assert.Contains($"`{parameter.Name}`", page, StringComparison.Ordinal));
        Assert.All(template.NotYet, missing => Assert.Contains($"* {missing}", page, StringComparison.Ordinal));
        foreach (var (_, definition) in Flows.Made(templateId))
            Assert.All(definition.Steps.Where(step => step.Send is not null), step => Assert.Contains($"{step.StepId}[\"{step.StepId}: ", page, StringComparison.Ordinal));
    }

    static IEnumerable<Value> Ends(TemplateParameter parameter) => parameter.Type switch
    {
        ParameterType.Flag => [Value.ForBool(true), Value.ForBool(false)],
        ParameterType.Id => [Value.ForString("a"), Value.ForString(new string('z', 50))],
        _ => [parameter.Minimum, parameter.Maximum],
    };
}
