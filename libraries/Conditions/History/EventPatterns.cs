using Automation.Conditions.Compiling;
using Automation.Conditions.Text;
using Automation.Conditions.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Conditions.History;

/// <summary>
/// <c>events("order_completed").where(e, e.total > money("50 EUR")).in_last("30d")</c>: which events of a shopper are meant.
/// </summary>
static class EventPatterns
{
    const string Usage = "events(\"order_completed\").where(e, …).in_last(\"30d\")";

    public static EventPattern Read(SyntaxNode syntax, SyntaxReader reader)
    {
        if (syntax is not CallSyntax call)
            throw SyntaxReader.Wrong(syntax, $"expected events: {Usage}.");
        if (call is { Name: "events", Target: null })
        {
            SyntaxReader.Expect(call, hasTarget: false, 1, 1, "events(\"order_completed\") or events([\"a\", \"b\"])");
            return call.Arguments[0] is ListSyntax list
                ? new EventPattern { EventNames = { list.Items.Select(SyntaxReader.Text) } }
                : new EventPattern { EventNames = { SyntaxReader.Text(call.Arguments[0]) } };
        }
        if (call.Target is null)
            throw SyntaxReader.Wrong(syntax, $"expected events: {Usage}.");
        var pattern = Read(call.Target, reader);
        var isTwice = call.Name == "where" ? pattern.Filter is not null : pattern.WindowCase is not EventPattern.WindowOneofCase.None;
        if (isTwice)
            throw SyntaxReader.Wrong(call, "events have one where, which can join conditions with &&, and one window.");
        switch (call.Name)
        {
            case "where":
                SyntaxReader.Expect(call, hasTarget: true, 2, 2, "events(…).where(e, e.total > money(\"50 EUR\"))");
                pattern.Filter = new EventFilter { Variable = SyntaxReader.Variable(call.Arguments[0]), Condition = reader.Condition(call.Arguments[1]) };
                return pattern;
            case "in_last":
                SyntaxReader.Expect(call, hasTarget: true, 1, 1, "events(…).in_last(\"30d\")");
                pattern.Last = DurationText.Read(call.Arguments[0]);
                return pattern;
            case "since":
                SyntaxReader.Expect(call, hasTarget: true, 1, 1, "events(…).since(timestamp(\"…\"))");
                pattern.Fixed = new FixedWindow { StartTime = LiteralText.TimeOf(call.Arguments[0]) };
                return pattern;
            case "before":
                SyntaxReader.Expect(call, hasTarget: true, 1, 1, "events(…).before(timestamp(\"…\"))");
                pattern.Fixed = new FixedWindow { EndTime = LiteralText.TimeOf(call.Arguments[0]) };
                return pattern;
            case "between":
                SyntaxReader.Expect(call, hasTarget: true, 2, 2, "events(…).between(timestamp(\"…\"), timestamp(\"…\"))");
                pattern.Fixed = new FixedWindow { StartTime = LiteralText.TimeOf(call.Arguments[0]), EndTime = LiteralText.TimeOf(call.Arguments[1]) };
                return pattern;
            default:
                throw new ConditionSyntaxException(
                    ConditionReason.UnknownName, call.Position, $"events have no '{call.Name}' here; there are where, in_last, since, before and between.");
        }
    }

    public static void Write(EventPattern? pattern, ConditionPrinter printer)
    {
        printer.Write("events(");
        if (pattern?.EventNames is [var sole])
            printer.Text(sole);
        else
            printer.List(pattern?.EventNames ?? [], name => printer.Text(name));
        printer.Write(")");
        if (pattern?.Filter is { } filter)
        {
            printer.Write($".where({filter.Variable}, ");
            printer.Condition(filter.Condition);
            printer.Write(")");
        }
        if (pattern?.WindowCase is EventPattern.WindowOneofCase.Last)
            printer.Write(".in_last(").Duration(pattern.Last).Write(")");
        if (pattern?.Fixed is not { } window)
            return;
        if (window is { StartTime: not null, EndTime: not null })
            printer.Write(".between(").Time(window.StartTime).Write(", ").Time(window.EndTime).Write(")");
        else if (window.StartTime is not null)
            printer.Write(".since(").Time(window.StartTime).Write(")");
        else if (window.EndTime is not null)
            printer.Write(".before(").Time(window.EndTime).Write(")");
    }

    /// <summary>Null where something is wrong, which is taken down.</summary>
    public static HistoryPattern? Compile(EventPattern? pattern, bool mayHaveWindow, IMessage part, Compilation compilation, Place place)
    {
        if (pattern is null || pattern.EventNames.Count == 0)
            return compilation.Refuse<HistoryPattern>(place, pattern ?? part, ConditionReason.Incomplete, "no event is named; name at least one.");
        if (pattern.EventNames.Count > ConditionLimits.EventNames)
            return compilation.Refuse<HistoryPattern>(place, pattern, ConditionReason.SetTooLarge, $"at most {ConditionLimits.EventNames} events are named at once; use several conditions.");
        var isRight = CheckWindow(pattern, mayHaveWindow, part, compilation, place);
        var filters = new Dictionary<string, EventMatcher>(StringComparer.Ordinal);
        foreach (var name in pattern.EventNames)
        {
            if (EventType(name, part, compilation, place) is not { } type)
                isRight = false;
            else if (Filter(pattern.Filter, name, type, part, compilation, place.Field("filter")) is not { } matcher)
                isRight = false;
            else
                filters[name] = matcher;
        }
        compilation.Dependencies.AddEvents(pattern.EventNames);
        return isRight ? new HistoryPattern(pattern, filters) : null;
    }

    static bool CheckWindow(EventPattern pattern, bool mayHaveWindow, IMessage part, Compilation compilation, Place place)
    {
        switch (pattern.WindowCase)
        {
            case EventPattern.WindowOneofCase.None:
                return true;
            case var _ when !mayHaveWindow:
                compilation.Refuse(place, part, ConditionReason.Type, "the second events have no window of their own; put it behind the first ones.");
                return false;
            case EventPattern.WindowOneofCase.Last:
                compilation.Dependencies.ReadsTime = true;
                return compilation.Duration(pattern.Last, place.Field("last"), part) is not null;
            default:
                if (pattern.Fixed is { StartTime: null, EndTime: null })
                    compilation.Refuse(place.Field("fixed"), part, ConditionReason.Incomplete, "the window has neither start nor end; set one of them.");
                else if (pattern.Fixed.StartTime is { } start && pattern.Fixed.EndTime is { } end && start >= end)
                    compilation.Refuse(place.Field("fixed"), part, ConditionReason.Literal, "the window ends before it begins; put its end behind its start.");
                else
                    return true;
                return false;
        }
    }

    static MessageDescriptor? EventType(string name, IMessage part, Compilation compilation, Place place)
    {
        var scope = compilation.Roots.History!;
        return scope.EventType(name) ?? compilation.Refuse<MessageDescriptor>(
            place.Field("event_names"), part, ConditionReason.UnknownName,
            $"there is no event \"{name}\"; there are {string.Join(", ", scope.EventNames)}, and custom events of 1 to 100 a-z, 0-9 and _.");
    }

    static EventMatcher? Filter(EventFilter? filter, string name, MessageDescriptor type, IMessage part, Compilation compilation, Place place)
    {
        if (filter is null)
            return new EventMatcher(null, 0);
        var compiled = compilation.WithinFilter(() => compilation.WithVariable(
            filter.Variable, new OperandType(TypeKind.Message, type), name, place.Field("variable"), part,
            () => compilation.Condition(filter.Condition, place.Field("condition"))));
        return compiled is var (slot, clause) ? new EventMatcher(clause, slot) : null;
    }
}
