using Google.Protobuf.Reflection;
using FieldLabel = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace Automation.Contracts.Tests;

/// <summary>What a field, enum value or RPC is, apart from its name.</summary>
/// <param name="Key">By what callers know it: a number, or the name of an RPC.</param>
/// <param name="Name">Its name.</param>
/// <param name="Traits">Everything else that the wire or JSON depends on.</param>
public sealed record ContractMember(string Key, string Name, string Traits);

/// <summary>
/// Everything that the wire and JSON forms depend on, as a text that can be reviewed: one line for each thing, members
/// indented under what they belong to.
/// <code>
/// message automation.commerce.v1.Money
///   1 currency_code string
/// enum automation.commerce.v1.ConsentState frozen
///   1 CONSENT_STATE_SUBSCRIBED
/// service automation.ingestion.v1.ShopService
///   rpc GetShop (automation.ingestion.v1.GetShopRequest) returns (automation.ingestion.v1.GetShopResponse) GET /v1/shop
/// </code>
/// </summary>
public sealed class ContractSnapshot
{
    const string Accepted = "accepted ";
    const string Rpc = "rpc";
    const string FrozenMark = " frozen";
    readonly SortedDictionary<string, IReadOnlyList<ContractMember>> _things;

    ContractSnapshot(SortedDictionary<string, IReadOnlyList<ContractMember>> things, IReadOnlyDictionary<string, string> acceptedBreaks) =>
        (_things, AcceptedBreaks) = (things, acceptedBreaks);

    /// <summary>Messages, enums and services with their members, by heading.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ContractMember>> Things => _things;

    /// <summary>Breaks that somebody decided for, with the reason: lines <c>accepted {subject}: {reason}</c>.</summary>
    public IReadOnlyDictionary<string, string> AcceptedBreaks { get; }

    public static string NameOf(string heading) => heading.Split(' ')[1];

    public static bool IsFrozen(string heading) => heading.EndsWith(FrozenMark, StringComparison.Ordinal);

    public static ContractSnapshot Of(ContractFiles contracts)
    {
        var things = new SortedDictionary<string, IReadOnlyList<ContractMember>>(StringComparer.Ordinal);
        foreach (var element in ContractElement.In(contracts))
        {
            switch (element.Declaration)
            {
                case DescriptorProto message:
                    things[$"message {element.FullName}"] = [.. message.Field.OrderBy(field => field.Number).Select(field => Member(message, field))];
                    break;
                case EnumDescriptorProto type:
                    var frozen = element.Comment.EndsWith("Frozen.", StringComparison.Ordinal) ? FrozenMark : "";
                    things[$"enum {element.FullName}{frozen}"] =
                        [.. type.Value.OrderBy(value => value.Number).Select(value => new ContractMember($"{value.Number}", value.Name, ""))];
                    break;
                case ServiceDescriptorProto service:
                    things[$"service {element.FullName}"] = [.. service.Method.Select(Member)];
                    break;
            }
        }
        return new ContractSnapshot(things, new Dictionary<string, string>());
    }

    public static ContractSnapshot Parse(string text)
    {
        var things = new SortedDictionary<string, IReadOnlyList<ContractMember>>(StringComparer.Ordinal);
        var accepted = new Dictionary<string, string>();
        List<ContractMember>? members = null;
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith(Accepted, StringComparison.Ordinal))
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                accepted[line[Accepted.Length..colon]] = line[(colon + 2)..];
            }
            else if (line[0] != ' ')
            {
                things[line] = members = [];
            }
            else
            {
                var words = line.TrimStart().Split(' ', 3);
                members!.Add(new ContractMember(
                    words[0] == Rpc ? $"{Rpc} {words[1]}" : words[0], words[1], words.Length > 2 ? words[2] : ""));
            }
        }
        return new ContractSnapshot(things, accepted);
    }

    /// <summary>The text, with a heading and the accepted breaks of the text before it.</summary>
    public string ToText(IReadOnlyDictionary<string, string> acceptedBreaks) => string.Concat(
        ["# What callers depend on. Written by a test: see protos/README.md, \"Changing a contract\".\n",
            .. acceptedBreaks.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Accepted}{pair.Key}: {pair.Value}\n"),
            .. _things.SelectMany(thing => thing.Value.Select(LineOf).Prepend($"\n{thing.Key}\n"))]);

    static string LineOf(ContractMember member) =>
        $"  {(member.Key == $"{Rpc} {member.Name}" ? Rpc : member.Key)} {member.Name} {member.Traits}".TrimEnd() + "\n";

    static ContractMember Member(DescriptorProto message, FieldDescriptorProto field)
    {
        var traits = TypeOf(message, field);
        if (field.Proto3Optional)
            traits = $"optional {traits}";
        else if (field.HasOneofIndex)
            traits += $" oneof {message.OneofDecl[field.OneofIndex].Name}";
        if (field.JsonName != LowerCamel(field.Name))
            traits += $" json {field.JsonName}";
        return new ContractMember($"{field.Number}", field.Name, traits);
    }

    static ContractMember Member(MethodDescriptorProto method)
    {
        var traits = $"({Stream(method.ClientStreaming)}{method.InputType[1..]}) returns ({Stream(method.ServerStreaming)}{method.OutputType[1..]})";
        if (ProtoLint.RouteOf(method) is { } route)
            traits += $" {route.Verb} {route.Path}" + (route.Body.Length > 0 ? $" body {route.Body}" : "");
        return new ContractMember($"{Rpc} {method.Name}", method.Name, traits);

        static string Stream(bool streaming) => streaming ? "stream " : "";
    }

    static string TypeOf(DescriptorProto message, FieldDescriptorProto field)
    {
        var type = field.Type is FieldType.Message or FieldType.Enum ? field.TypeName[1..] : field.Type.ToString().ToLowerInvariant();
        if (field.Label is not FieldLabel.Repeated)
            return type;
        var entry = message.NestedType.FirstOrDefault(nested =>
            nested.Options?.MapEntry == true && field.TypeName.EndsWith($".{message.Name}.{nested.Name}", StringComparison.Ordinal));
        return entry is null ? $"repeated {type}" : $"map<{TypeOf(entry, entry.Field[0])},{TypeOf(entry, entry.Field[1])}>";
    }

    static string LowerCamel(string snake) =>
        string.Concat(snake.Split('_').Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
