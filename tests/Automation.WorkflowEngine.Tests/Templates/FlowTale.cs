using System.Globalization;
using Automation.Commerce.V1;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Tests.Simulation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>A small history of one shopper, in hours after <see cref="A.Start"/>, and what installed flows make of it in simulation.</summary>
sealed class FlowTale(params string[] flows)
{
    readonly List<(double Minutes, Event Event)> _events = [];
    readonly Dictionary<string, (string, Value)[]> _chosen = [];
    readonly List<SimulatedSegment> _segments = [];
    SimulatedShopper? _simulated;

    /// <summary>Who agrees to mail.</summary>
    public static Event Agreed => Simulated.Identified();

    public static Event Declined => Simulated.Identified(agrees: false);

    public FlowTale With(string flow, string parameter, Value value)
    {
        _chosen[flow] = [.. _chosen.GetValueOrDefault(flow, []), (parameter, value)];
        return this;
    }

    /// <summary>A segment of the shop.</summary>
    public FlowTale Segment(string segmentId, string text)
    {
        _segments.Add(new SimulatedSegment { SegmentId = segmentId, Text = text });
        return this;
    }

    public FlowTale At(double hours, params Event[] events)
    {
        _events.AddRange(events.Select(@event => (hours * 60, @event)));
        return this;
    }

    /// <summary>An event, told so many hours after it happened.</summary>
    public FlowTale Late(double hours, double age, Event @event) => At(hours, A.Late(@event, hours * 60, TimeSpan.FromHours(age)));

    /// <summary>An event that an import tells of.</summary>
    public FlowTale Imported(double hours, double age, Event @event) => Late(hours, age, A.Past(@event));

    /// <summary>Step, hours and items of each message, with the reason of one that was dropped: <c>c1 1 mug+pot</c>.</summary>
    public IReadOnlyList<string> Messages => [.. Run().Runs
        .SelectMany(run => run.Messages).OrderBy(message => message.DecideTime.ToDateTimeOffset()).Select(Told)];

    /// <summary>How each run ended: <c>cart Exited EXIT_EVENT</c>.</summary>
    public IReadOnlyList<string> Ends => [.. Run().Runs.Select(run => $"{run.Run.Workflow.WorkflowId} {run.Run.State} {run.Run.EndReason}".TrimEnd())];

    public IReadOnlyList<EntryRefusal> Refusals => Run().Refusals;

    public SimulatedShopper Run()
    {
        if (_simulated is not null)
            return _simulated;
        var violations = new ViolationList();
        var plan = new SimulationPlan
        {
            ShopId = Simulated.Shop,
            Registry = SimulationPlan.RegistryOf([.. flows.SelectMany(flow => Flows.Compiled(flow, _chosen.GetValueOrDefault(flow, [])))
                .Select(row => (new WorkflowVersion(Simulated.Shop, row.WorkflowId, 1), row.Workflow))]),
            Segments = SimulatedSegments.Compile(_segments, violations) ?? SimulatedSegments.None,
        };
        Assert.Empty(violations.Found);
        return _simulated = Simulated.Run(plan, [.. _events]);
    }

    static string Told(MessageTrace message)
    {
        var hours = Math.Round((message.DecideTime.ToDateTimeOffset() - A.Start).TotalHours, 2).ToString(CultureInfo.InvariantCulture);
        var items = message.Content.SubjectCase switch
        {
            MessageContent.SubjectOneofCase.Cart => message.Content.Cart.Lines.Select(line => line.ProductId),
            MessageContent.SubjectOneofCase.Order => message.Content.Order.Lines.Select(line => line.ProductId),
            MessageContent.SubjectOneofCase.Products => message.Content.Products.Products.Select(product => product.ProductId),
            _ => [],
        };
        var dropped = message.Outcome is MessageOutcome.Sent ? "" : $" !{message.Reason}";
        return $"{message.StepId} {hours} {string.Join('+', items)}".TrimEnd() + dropped;
    }
}
