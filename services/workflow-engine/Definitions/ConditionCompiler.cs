using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Conditions.Text;
using Automation.Segmentation.V1;
using Automation.Validation;
using Automation.WorkflowEngine.V1;
using Language = Automation.Conditions.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Turns the conditions of a definition into what can be asked, and finds everything that is wrong with them.</summary>
/// <param name="eventName">The event that the condition will meet; empty where there is none.</param>
/// <param name="hasCart">Whether the workflow's key names a cart.</param>
/// <param name="reads">Takes down what is read.</param>
/// <param name="violations">Takes down what is wrong.</param>
sealed class ConditionCompiler(string eventName, bool hasCart, FieldReads reads, ViolationList violations)
{
    public const string Event = "event";
    public const string Cart = "cart";
    public const string Order = "order";

    readonly RootSet _roots = RootsFor(eventName);

    /// <summary>The condition as a delegate; where something is wrong it holds always and must not be used.</summary>
    public Func<ConditionScope, bool> Compile(Condition condition, string path)
    {
        if (Translate(condition, path) is not { } whole)
            return _ => true;
        // Each part is right by now, but all of them together may be too much.
        var result = ConditionLanguage.Compile(whole, _roots);
        foreach (var error in result.Errors)
            violations.Add(error.ToViolation(path) with { Field = path });
        return result.Condition is { } compiled ? Asked(compiled) : _ => true;
    }

    /// <summary>A condition of the language alone, whose faults are all told at one field.</summary>
    public CompiledCondition? CompileAt(Language.Condition condition, string field) =>
        Check(condition, null, error => Violation.Invalid(field, error.Description));

    /// <summary>The condition in the language. Null where something is wrong, which is taken down.</summary>
    Language.Condition? Translate(Condition condition, string path)
    {
        switch (condition.KindCase)
        {
            case Condition.KindOneofCase.Expression:
                return Check(condition.Expression, null, error => error.ToViolation($"{path}.expression"))?.Source;
            case Condition.KindOneofCase.Text:
                return OfText(condition.Text, $"{path}.text");
            case Condition.KindOneofCase.Compare:
                return OfComparison(condition.Compare, $"{path}.compare");
            case Condition.KindOneofCase.All:
                return List(condition.All, $"{path}.all") is { } all ? new() { All = all } : null;
            case Condition.KindOneofCase.Any:
                return List(condition.Any, $"{path}.any") is { } any ? new() { Any = any } : null;
            case Condition.KindOneofCase.Not:
                return Translate(condition.Not, $"{path}.not") is { } not ? new() { Not = not } : null;
            default:
                violations.Invalid(path, "is empty; set text or expression.");
                return null;
        }
    }

    Language.ConditionList? List(ConditionList list, string path)
    {
        if (list.Conditions.Count == 0)
            violations.Required($"{path}.conditions");
        var translated = list.Conditions.Select((condition, index) => Translate(condition, $"{path}.conditions[{index}]")).ToList();
        return translated.Count > 0 && translated.TrueForAll(condition => condition is not null) ? new() { Conditions = { translated } } : null;
    }

    Language.Condition? OfText(string text, string path)
    {
        var parsed = ConditionLanguage.Parse(text);
        foreach (var error in parsed.Errors)
            violations.Add(error.ToViolation(path));
        // The text is one field: the place in it is the position.
        return parsed.Condition is { } condition
            ? Check(condition, parsed.Positions, error => error.ToViolation(path) with { Field = path })?.Source
            : null;
    }

    Language.Condition? OfComparison(Comparison comparison, string path)
    {
        if (new EarlierComparison(comparison, path, violations).Translate(TypeOf) is not { } condition)
            return null;
        return Check(condition, null, error => error.ToViolation(EarlierComparison.PlaceOf(error, path)) with { Field = EarlierComparison.PlaceOf(error, path) })?.Source;
    }

    CompiledCondition? Check(Language.Condition condition, SourceMap? positions, Func<ConditionError, Violation> tell)
    {
        var result = ConditionLanguage.Compile(condition, _roots, positions);
        foreach (var error in result.Errors)
            violations.Add(tell(error));
        if (result.Condition is not { } compiled)
            return null;
        foreach (var path in compiled.DependsOn.Paths)
        {
            if (!hasCart && path.Split('.')[0] == Cart)
                violations.Add(tell(new ConditionError(
                    "", -1, ConditionReason.UnknownName, "the workflow is not about a cart; make reentry.keyed.key a path that ends in cart_id.")));
            reads.AddPath(eventName, path);
        }
        if (compiled.DependsOn.SegmentIds.Count > 0)
            reads.AddPath(eventName, "profile.segment_ids");
        return compiled;
    }

    Google.Protobuf.Reflection.MessageDescriptor? TypeOf(string root) => root switch
    {
        "profile" => Profile.Descriptor,
        Cart => Segmentation.V1.Cart.Descriptor,
        Event => EventNames.ActionTypeOf(eventName),
        _ => null,
    };

    // The slots of Holds below.
    static RootSet RootsFor(string eventName)
    {
        var roots = new RootSet().With("profile", Profile.Descriptor).With(Cart, Segmentation.V1.Cart.Descriptor).With(Memberships.Scope);
        if (EventNames.ActionTypeOf(eventName) is not { } action)
            return roots;
        roots = roots.With(Event, action);
        return action == OrderCompleted.Descriptor ? roots.With(Order, action) : roots;
    }

    static Func<ConditionScope, bool> Asked(CompiledCondition compiled) => compiled.Questions.Count == 0
        ? scope => compiled.Holds([scope.Profile, scope.Cart, scope.Action, scope.Action], scope.Now)
        : scope => compiled.Holds([scope.Profile, scope.Cart, scope.Action, scope.Action], scope.Now, new Memberships(compiled, scope.Profile));
}
