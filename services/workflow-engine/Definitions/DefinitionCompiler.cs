using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Automation.Validation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>From a definition to what decides, and the only place that checks it: nothing is left to find out at run time.</summary>
sealed partial class DefinitionCompiler
{
    const int MaxBytes = 65_536;
    const int MaxDisplayName = 200;
    const int MaxEvents = 20;
    const int MaxExits = 10;
    static readonly TimeSpan s_longestWait = TimeSpan.FromDays(365);

    readonly ViolationList _violations = new();
    readonly FieldReads _reads = new();

    DefinitionCompiler()
    {
    }

    /// <summary>The compiled workflow, or everything that is wrong.</summary>
    public static (CompiledWorkflow? Workflow, IReadOnlyList<Violation> Violations) Compile(WorkflowDefinition definition)
    {
        var compiler = new DefinitionCompiler();
        var workflow = compiler.Build(definition);
        return compiler._violations.Found.Count == 0 ? (workflow, []) : (null, compiler._violations.Found);
    }

    CompiledWorkflow Build(WorkflowDefinition definition)
    {
        if (definition.CalculateSize() > MaxBytes)
            _violations.TooLong("definition", $"has {definition.CalculateSize()} bytes; at most {MaxBytes}.");
        if (definition.DisplayName.Length == 0)
            _violations.Required("display_name");
        if (definition.DisplayName.Length > MaxDisplayName)
            _violations.TooLong("display_name", $"has {definition.DisplayName.Length} characters; at most {MaxDisplayName}.");

        var keyNames = KeyNames(definition.Reentry);
        var isAboutCart = keyNames is not null && keyNames[^1] == "cart_id";
        if (definition.Trigger is null)
            _violations.Required("trigger");
        var trigger = Match(definition.Trigger ?? new(), "trigger", isAboutCart);
        if (definition.ExitWhen.Count > MaxExits)
            _violations.TooLong("exit_when", $"has {definition.ExitWhen.Count} entries; at most {MaxExits}.");
        var exits = definition.ExitWhen.Select((match, index) => Match(match, $"exit_when[{index}]", isAboutCart)).ToList();
        var guard = Guard(definition.SendGuard, isAboutCart);
        var steps = Steps(definition.Steps);

        var keys = new Dictionary<string, KeyPath>();
        if (keyNames is not null)
        {
            AddKeys(keys, trigger.Names, keyNames, "reentry.keyed.key");
            for (var index = 0; index < steps.Count; index++)
            {
                if (steps[index] is WaitFor wait)
                    AddKeys(keys, wait.RestartOn, keyNames, $"steps[{index}].wait.restart_on");
            }
        }
        return new CompiledWorkflow
        {
            Trigger = trigger,
            Exits = exits,
            Steps = steps,
            SendGuard = guard,
            Keys = keys.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Compile()),
            IsAboutCart = isAboutCart,
            Cooldown = Cooldown(definition.Reentry?.Keyed?.Cooldown),
            Reads = _reads,
            RunEvents = exits.SelectMany(exit => exit.Names)
                .Concat(steps.OfType<WaitFor>().SelectMany(wait => wait.RestartOn))
                .ToFrozenSet(),
        };
    }

    EventRule Match(EventMatch match, string path, bool hasCart)
    {
        var names = EventList(match.Events, $"{path}.events");
        if (names.Count == 0)
            _violations.Required($"{path}.events");
        var filters = new Dictionary<string, Func<ConditionScope, bool>?>();
        var reads = new FieldReads();
        foreach (var name in names)
            filters[name] = match.Filter is { } filter
                ? new ConditionCompiler(name, hasCart, reads, _violations).Compile(filter, $"{path}.filter")
                : null;
        _reads.Include(reads);
        return new EventRule(filters.ToFrozenDictionary(), reads.ReadsProfile);
    }

    Func<ConditionScope, bool>? Guard(Condition? guard, bool hasCart) =>
        guard is null ? null : new ConditionCompiler("", hasCart, _reads, _violations).Compile(guard, "send_guard");

    /// <summary>The names that events can have, each once.</summary>
    List<string> EventList(IReadOnlyList<string> events, string path)
    {
        if (events.Count > MaxEvents)
            _violations.TooLong(path, $"has {events.Count} names; at most {MaxEvents}.");
        var names = new List<string>();
        for (var index = 0; index < events.Count; index++)
        {
            if (names.Contains(events[index]))
                _violations.Invalid($"{path}[{index}]", $"names '{events[index]}' again; once is enough.");
            else if (EventNames.ActionTypeOf(events[index]) is null)
                _violations.Invalid(
                    $"{path}[{index}]",
                    $"'{events[index]}' is no event of a shopper; name a custom event (a-z, 0-9, _) or one of {string.Join(", ", EventNames.Typed)}.");
            else
                names.Add(events[index]);
        }
        return names;
    }

    string[]? KeyNames(Reentry? reentry)
    {
        if (reentry is null || reentry.PolicyCase is Reentry.PolicyOneofCase.None)
        {
            _violations.Required(reentry is null ? "reentry" : "reentry.keyed");
            return null;
        }
        if (reentry.Keyed.Key.Length == 0)
        {
            _violations.Required("reentry.keyed.key");
            return null;
        }
        var names = reentry.Keyed.Key.Split('.');
        if (names.Length > 1 && names[0] == "event")
            return names;
        _violations.Invalid("reentry.keyed.key", $"'{reentry.Keyed.Key}' is no path of an event; write for example event.cart_id.");
        return null;
    }

    void AddKeys(Dictionary<string, KeyPath> keys, IEnumerable<string> eventNames, string[] keyNames, string path)
    {
        foreach (var name in eventNames)
        {
            _reads.AddEventField(name, keyNames[1]);
            if (KeyPath.Find(EventNames.ActionTypeOf(name)!, keyNames) is { } key)
                keys[name] = key;
            else
                _violations.Invalid(path, $"{name} has no text field {string.Join('.', keyNames)}; every event here must have the key.");
        }
    }

    TimeSpan Cooldown(Duration? cooldown) =>
        cooldown is null ? TimeSpan.Zero : Span(cooldown, "reentry.keyed.cooldown", s_longestWait, isZeroAllowed: true);

    TimeSpan Span(Duration duration, string path, TimeSpan longest, bool isZeroAllowed = false)
    {
        // None that is negative is allowed; nor does one become a TimeSpan whose parts are not as its contract says.
        var span = duration is { Seconds: >= 0 and < 100_000_000, Nanos: >= 0 and <= 999_999_999 } ? duration.ToTimeSpan() : TimeSpan.MaxValue;
        if (span < TimeSpan.Zero || (span == TimeSpan.Zero && !isZeroAllowed) || span > longest)
            _violations.Invalid(path, $"must be {(isZeroAllowed ? "0" : "above 0")} to {longest.TotalDays:0} days.");
        // Stored instants are microseconds; an instant must be the same before and after it was stored.
        return new TimeSpan(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    [GeneratedRegex(@"\A[a-z0-9-]+\z")]
    private static partial Regex Name();
}
