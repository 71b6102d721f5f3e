using System.Globalization;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>The way from the profile or the cart to one value that an event can take along.</summary>
/// <param name="root"><c>profile</c>, <c>cart</c> or <c>now</c>.</param>
/// <param name="fields">One after the other, each in the message that the one before it is.</param>
/// <param name="names">Behind them, in what has no schema.</param>
sealed class ValuePath(string root, IReadOnlyList<FieldDescriptor> fields, string[] names)
{
    const string Now = "now";

    public bool ReadsProfile => root != Now;

    /// <summary>Null where something is wrong, which is taken down.</summary>
    public static ValuePath? Compile(string path, string field, DefinitionScope scope)
    {
        var names = path.Split('.');
        switch (names[0])
        {
            case Now when names.Length == 1:
                return new ValuePath(Now, [], []);
            case "profile":
                return Find(Profile.Descriptor, path, names, field, scope);
            case ConditionCompiler.Cart when scope.HasCart:
                return Find(Cart.Descriptor, path, names, field, scope);
            case ConditionCompiler.Cart:
                scope.Violations.Invalid(field, "the workflow is not about a cart; make reentry.keyed.key a path that ends in cart_id.");
                return null;
            default:
                scope.Violations.Invalid(field, $"'{path}' is no path; use now, or one that begins with profile or cart, for example profile.traits.tier.");
                return null;
        }
    }

    /// <summary>What stands there; null when nothing does.</summary>
    public Value? Read(in ConditionScope scope)
    {
        if (root == Now)
            return Value.ForString(Text(scope.Now));
        object? value = root == ConditionCompiler.Cart ? scope.Cart : scope.Profile;
        foreach (var field in fields)
        {
            if (value is not IMessage message || (field.HasPresence && !field.Accessor.HasValue(message)))
                return null;
            value = field.Accessor.GetValue(message);
        }
        return value switch
        {
            Struct open => DynamicValues.Find(open, names)?.Clone(),
            string { Length: > 0 } text => Value.ForString(text),
            bool flag => Value.ForBool(flag),
            int or long or double or uint or ulong or float => Value.ForNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            Timestamp time => Value.ForString(Text(time.ToDateTimeOffset())),
            Money money => Value.ForString(Text(money)),
            System.Enum => NameOf(fields[^1].EnumType, Convert.ToInt32(value, CultureInfo.InvariantCulture)),
            _ => null,
        };
    }

    static ValuePath? Find(MessageDescriptor type, string path, string[] names, string field, DefinitionScope scope)
    {
        var fields = new List<FieldDescriptor>();
        for (var index = 1; index < names.Length; index++)
        {
            if (type.FindFieldByName(names[index]) is not { } found)
            {
                scope.Violations.Invalid(
                    field, $"{type.Name} has no field '{names[index]}'; it has {string.Join(", ", type.Fields.InDeclarationOrder().Select(each => each.Name))}.");
                return null;
            }
            fields.Add(found);
            var isEnd = index == names.Length - 1;
            if (found.IsRepeated)
                return Wrong($"'{names[index]}' is a list, which has no one value; use a field that is not one.");
            if (found.FieldType is not FieldType.Message)
                return isEnd ? Whole([]) : Wrong($"'{names[index]}' has no fields; let the path end with it.");
            type = found.MessageType;
            if (type == Struct.Descriptor)
                return isEnd ? Wrong($"'{names[index]}' is not one value; name a field of it.") : Whole(names[(index + 1)..]);
            if (type == Timestamp.Descriptor || type == Money.Descriptor)
                return isEnd ? Whole([]) : Wrong($"'{names[index]}' is one value; let the path end with it.");
        }
        return Wrong($"'{path}' is not one value; name a field of it.");

        ValuePath Whole(string[] rest)
        {
            scope.Reads.AddPath("", path);
            return new ValuePath(names[0], fields, rest);
        }

        ValuePath? Wrong(string description)
        {
            scope.Violations.Invalid(field, description);
            return null;
        }
    }

    static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    static string Text(Money money) => string.Create(
        CultureInfo.InvariantCulture, $"{money.Units + (money.Nanos / 1_000_000_000m):0.00#######} {money.CurrencyCode}");

    static Value? NameOf(EnumDescriptor type, int number) =>
        number != 0 && type.FindValueByNumber(number) is { } value ? Value.ForString(value.Name) : null;
}
