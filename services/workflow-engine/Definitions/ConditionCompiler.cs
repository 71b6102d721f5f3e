using System.Linq.Expressions;
using Automation.Segmentation.V1;
using Automation.Validation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.Reflection;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>
/// Turns a condition into a delegate over generated properties, once, at activation: no event pays for
/// descriptors. Finds everything that is wrong on the way.
/// </summary>
/// <param name="eventName">The event that the condition will meet; empty at a send, where there is none.</param>
/// <param name="hasCart">Whether the workflow's key names a cart.</param>
/// <param name="reads">Takes down what is read.</param>
/// <param name="violations">Takes down what is wrong.</param>
sealed partial class ConditionCompiler(string eventName, bool hasCart, FieldReads reads, ViolationList violations)
{
    const int MaxDepth = 8;
    const int MaxComparisons = 50;
    const int MaxListed = 20;

    static readonly ParameterExpression s_scope = Expression.Parameter(typeof(ConditionScope), "scope");
    static readonly Expression s_true = Expression.Constant(true);

    int _comparisons;

    /// <summary>The condition as a delegate; where something is wrong it holds always and must not be used.</summary>
    public Func<ConditionScope, bool> Compile(Condition condition, string path) =>
        Expression.Lambda<Func<ConditionScope, bool>>(Build(condition, path, 1), s_scope).Compile();

    Expression Build(Condition condition, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            violations.TooLong(path, $"conditions nest at most {MaxDepth} deep; write it flatter.");
            return s_true;
        }
        switch (condition.KindCase)
        {
            case Condition.KindOneofCase.Compare:
                if (++_comparisons == MaxComparisons + 1)
                    violations.TooLong(path, $"a condition has at most {MaxComparisons} comparisons; remove some.");
                return Compare(condition.Compare, $"{path}.compare");
            case Condition.KindOneofCase.All:
                return List(condition.All, $"{path}.all", depth, Expression.AndAlso);
            case Condition.KindOneofCase.Any:
                return List(condition.Any, $"{path}.any", depth, Expression.OrElse);
            case Condition.KindOneofCase.Not:
                return Expression.Not(Build(condition.Not, $"{path}.not", depth + 1));
            default:
                violations.Invalid(path, "is empty; set one of compare, all, any, not.");
                return s_true;
        }
    }

    Expression List(
        ConditionList list, string path, int depth, Func<Expression, Expression, Expression> combine)
    {
        if (list.Conditions.Count is 0)
            violations.Required($"{path}.conditions");
        if (list.Conditions.Count > MaxListed)
            violations.TooLong($"{path}.conditions", $"has {list.Conditions.Count} conditions; use at most {MaxListed}.");
        return list.Conditions
            .Select((condition, index) => Build(condition, $"{path}.conditions[{index}]", depth + 1))
            .DefaultIfEmpty(s_true)
            .Aggregate(combine);
    }

    Expression Compare(Comparison comparison, string path)
    {
        if (comparison.Op is Operator.Unspecified || !Enum.IsDefined(comparison.Op))
            violations.Required($"{path}.op");
        if (comparison.Value is null || comparison.Value.KindCase is Google.Protobuf.WellKnownTypes.Value.KindOneofCase.None)
            violations.Required($"{path}.value");
        if (comparison.Field.Length == 0)
            violations.Required($"{path}.field");
        if (comparison.Field.Length == 0 || comparison.Op is Operator.Unspecified || !Enum.IsDefined(comparison.Op)
            || comparison.Value is null)
            return s_true;

        // "Not equal" holds exactly where "equal" does not, also for lists and for what is absent.
        var isNegated = comparison.Op is Operator.NotEqual;
        var test = new ValueTest(isNegated ? Operator.Equal : comparison.Op, comparison.Value, path, violations);
        var holds = Root(comparison.Field.Split('.'), $"{path}.field", test);
        return isNegated ? Expression.Not(holds) : holds;
    }

    Expression Root(string[] names, string path, ValueTest test)
    {
        switch (names[0])
        {
            case "event" when eventName.Length == 0:
                violations.Invalid(path, "no event can be read here; use profile.* or cart.*.");
                return s_true;
            case "event":
                if (names.Length > 1)
                    reads.AddEventField(eventName, names[1]);
                var action = EventNames.ActionTypeOf(eventName)!;
                return Known(
                    Expression.TypeAs(Expression.Property(s_scope, nameof(ConditionScope.Action)), action.ClrType), action, names, path, test);
            case "profile":
                if (names.Length > 1)
                    reads.ProfileFields.Add(names[1]);
                return Known(Expression.Property(s_scope, nameof(ConditionScope.Profile)), Profile.Descriptor, names, path, test);
            case "cart" when !hasCart:
                violations.Invalid(path, "the workflow is not about a cart; make reentry.keyed.key a path that ends in cart_id.");
                return s_true;
            case "cart":
                reads.ReadsCart = true;
                return Known(Expression.Property(s_scope, nameof(ConditionScope.Cart)), Cart.Descriptor, names, path, test);
            default:
                violations.Invalid(path, $"'{names[0]}' cannot be read; begin with event, profile or cart.");
                return s_true;
        }
    }

    // root != null && …
    Expression Known(Expression root, MessageDescriptor type, string[] names, string path, ValueTest test)
    {
        var variable = Expression.Variable(root.Type);
        return Expression.Block(
            [variable],
            Expression.Assign(variable, root),
            Expression.AndAlso(
                Expression.NotEqual(variable, Expression.Constant(null, root.Type)),
                Walk(variable, type, names, 1, path, test)));
    }
}
