using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using Level = Google.Protobuf.Reflection.MethodOptions.Types.IdempotencyLevel;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace Automation.Contracts.Tests;

/// <summary>The rules of protos/README.md that a program can check. Each finding names its place and the rule.</summary>
public static partial class ProtoLint
{
    const string Timestamp = ".google.protobuf.Timestamp";
    static readonly string[] s_sharedPackages = ["automation.commerce.v1", "automation.api.v1", "automation.conditions.v1"];

    public static IReadOnlyList<string> Check(ContractFiles contracts)
    {
        var elements = ContractElement.In(contracts).ToList();
        // What others specified keeps their names.
        var ours = elements.Where(element => element.File.Package.StartsWith("automation.", StringComparison.Ordinal)).ToList();
        return
        [
            .. contracts.Files.SelectMany(CheckPlace),
            .. ours.SelectMany(CheckComment),
            .. ours.SelectMany(CheckName),
            .. ours.Where(element => element.Declaration is EnumDescriptorProto).SelectMany(CheckEnum),
            .. ours.Where(element => element.Declaration is ServiceDescriptorProto).SelectMany(service => CheckService(service, ours)),
            .. CheckRoutes(ours),
        ];
    }

    // Rules 1 and 3.
    static IEnumerable<string> CheckPlace(FileDescriptorProto file)
    {
        var folder = Path.GetDirectoryName(file.Name)!.Replace('\\', '/');
        if (folder.Replace('/', '.') != file.Package)
            yield return $"{file.Name}: the folder must be the package, {file.Package.Replace('.', '/')}.";
        if (!file.Package.StartsWith("automation.", StringComparison.Ordinal))
            yield break;
        if (!PackageForm().IsMatch(file.Package))
            yield return $"{file.Name}: the package must be automation.<service>.v<number>.";
        foreach (var import in file.Dependency)
        {
            var package = Path.GetDirectoryName(import)!.Replace('\\', '/').Replace('/', '.');
            if (package is not ("google.protobuf" or "google.api") && package != file.Package && !s_sharedPackages.Contains(package))
                yield return $"{file.Name}: must not import {import}; other services' things are named by id.";
        }
        if (file.Service.Count > 0 != file.Name.EndsWith("_service.proto", StringComparison.Ordinal))
            yield return $"{file.Name}: services stand in <noun>_service.proto, and nothing else is called so.";
    }

    // Rule 4.
    static IEnumerable<string> CheckComment(ContractElement element)
    {
        var isUnspecified = element.Declaration is EnumValueDescriptorProto { Number: 0 };
        if (element.Comment.Length == 0 && !isUnspecified)
            yield return $"{element.Place}: has no comment.";
        else if (element.Comment.Length > 0 && !SentenceEnd().IsMatch(element.Comment))
            yield return $"{element.Place}: its comment does not end a sentence.";
    }

    // Rule 5.
    static IEnumerable<string> CheckName(ContractElement element)
    {
        switch (element.Declaration)
        {
            case FieldDescriptorProto field:
                foreach (var finding in CheckField(field))
                    yield return $"{element.Place}: {finding}";
                break;
            case OneofDescriptorProto oneof when !LowerSnake().IsMatch(oneof.Name):
                yield return $"{element.Place}: must be lower_snake_case.";
                break;
            case DescriptorProto or EnumDescriptorProto or ServiceDescriptorProto or MethodDescriptorProto
                when !Pascal().IsMatch(LastOf(element.FullName)):
                yield return $"{element.Place}: must be PascalCase.";
                break;
        }
    }

    static IEnumerable<string> CheckField(FieldDescriptorProto field)
    {
        if (!LowerSnake().IsMatch(field.Name))
            yield return "must be lower_snake_case.";
        if (field.Name.StartsWith("is_", StringComparison.Ordinal))
            yield return "must not begin with is_.";
        if (field.Name.EndsWith("_at", StringComparison.Ordinal))
            yield return "instants are called <imperative>_time, not …_at.";
        if (field.TypeName == Timestamp != field.Name.EndsWith("_time", StringComparison.Ordinal))
            yield return "_time and google.protobuf.Timestamp go together.";
        if (field.Name.EndsWith("_id", StringComparison.Ordinal) && field.Type is not FieldType.String)
            yield return "an id is a string.";
        if (field.Name.EndsWith("_count", StringComparison.Ordinal) && field.Type is not (FieldType.Int32 or FieldType.Int64))
            yield return "a count is an int32 or int64.";
        if (MoneyWord().IsMatch(field.Name) && field.Type is FieldType.Double or FieldType.Float)
            yield return "money is automation.commerce.v1.Money, never a float.";
    }

    // Rule 6.
    static IEnumerable<string> CheckEnum(ContractElement element)
    {
        var type = (EnumDescriptorProto)element.Declaration;
        var prefix = UpperSnake(type.Name);
        if (type.Value[0] is not { Number: 0 } first || first.Name != $"{prefix}_UNSPECIFIED")
            yield return $"{element.Place}: its first value must be {prefix}_UNSPECIFIED = 0.";
        foreach (var value in type.Value.Where(value => !value.Name.StartsWith($"{prefix}_", StringComparison.Ordinal)))
            yield return $"{element.Place}: {value.Name} must begin with {prefix}_.";
        if (!element.Comment.EndsWith("Frozen.", StringComparison.Ordinal) && !element.Comment.EndsWith("Growing.", StringComparison.Ordinal))
            yield return $"{element.Place}: its comment must end with 'Frozen.' or 'Growing.'.";
    }

    // Rules 2 and 9.
    static IEnumerable<string> CheckService(ContractElement element, List<ContractElement> all)
    {
        var (service, file) = ((ServiceDescriptorProto)element.Declaration, element.File);
        if (file.Service.Count != 1)
            yield return $"{element.Place}: a file holds one service.";
        if (!service.Name.EndsWith("Service", StringComparison.Ordinal)
            || !UpperSnake(service.Name).Equals(Path.GetFileNameWithoutExtension(file.Name), StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{element.Place}: must end in Service and its file must be called after it.";
        }
        var isInternal = service.Method.All(method => RouteOf(method) is null);
        var comments = all.Where(other => other.Parent == element).Select(rpc => rpc.Comment).ToList();
        if (isInternal && !Says(element.Comment) && !comments.TrueForAll(Says))
            yield return $"{element.Place}: is on no REST route, so it or each of its RPCs must say that it needs a service credential.";

        var order = -1;
        foreach (var method in service.Method)
        {
            var place = $"{element.Place}.{method.Name}";
            foreach (var (type, wanted) in new[] { (method.InputType, $"{method.Name}Request"), (method.OutputType, $"{method.Name}Response") })
            {
                var index = file.MessageType.ToList().FindIndex(message => message.Name == wanted);
                if (type != $".{file.Package}.{wanted}" || index < 0)
                    yield return $"{place}: needs {wanted} of its own, in the same file.";
                else if (index < order)
                    yield return $"{place}: {wanted} must stand in the order of the methods.";
                order = Math.Max(order, index);
            }
            if (method.Name.StartsWith("List", StringComparison.Ordinal))
            {
                foreach (var finding in CheckPaging(file, method))
                    yield return $"{place}: {finding}";
            }
        }

        static bool Says(string comment) =>
            Blanks().Replace(comment, " ").Contains("service credential", StringComparison.OrdinalIgnoreCase);
    }

    static IEnumerable<string> CheckPaging(FileDescriptorProto file, MethodDescriptorProto method)
    {
        var request = file.MessageType.FirstOrDefault(message => message.Name == $"{method.Name}Request");
        var response = file.MessageType.FirstOrDefault(message => message.Name == $"{method.Name}Response");
        if (!Has(request, "page_size", FieldType.Int32) || !Has(request, "page_token", FieldType.String))
            yield return "a list takes int32 page_size and string page_token.";
        if (!Has(response, "next_page_token", FieldType.String))
            yield return "a list answers string next_page_token.";
        if (response?.Field.Any(field => field.Number == 1 && field.Label is FieldDescriptorProto.Types.Label.Repeated) != true)
            yield return "the items of a list are repeated and field 1.";

        static bool Has(DescriptorProto? message, string name, FieldType type) =>
            message?.Field.Any(field => field.Name == name && field.Type == type) == true;
    }

    static IEnumerable<string> CheckRoutes(List<ContractElement> all)
    {
        var routes = (from element in all
                      where element.Declaration is MethodDescriptorProto
                      let method = (MethodDescriptorProto)element.Declaration
                      let route = RouteOf(method)
                      where route is not null
                      select (element, method, route)).ToList();
        foreach (var (element, method, route) in routes)
        {
            if (route.Verb.Length == 0 || !route.Path.StartsWith("/v1/", StringComparison.Ordinal))
                yield return $"{element.Place}: a route is get, post, put, patch or delete of /v1/….";
            if (route.Verb is "GET" or "DELETE" && route.Body.Length > 0)
                yield return $"{element.Place}: {route.Verb} has no body.";
            if (route.Verb == "GET" && method.Options?.IdempotencyLevel != Level.NoSideEffects)
                yield return $"{element.Place}: GET only reads, so it has idempotency_level = NO_SIDE_EFFECTS.";
            if (route.Verb is "PUT" or "PATCH" or "DELETE" && method.Options?.IdempotencyLevel == Level.NoSideEffects)
                yield return $"{element.Place}: {route.Verb} changes something, so it must not have idempotency_level = NO_SIDE_EFFECTS.";
            if (method.ClientStreaming || method.ServerStreaming)
                yield return $"{element.Place}: a stream has no REST route.";
        }
        // Two templates that differ only in the names of their variables match the same calls.
        foreach (var same in routes.GroupBy(item => $"{item.route.Verb} {Variable().Replace(item.route.Path, "{}")}").Where(group => group.Count() > 1))
            yield return $"{same.Last().element.Place}: {same.Key} is served by {same.First().element.FullName} already.";
    }

    public static ContractRoute? RouteOf(MethodDescriptorProto method) =>
        method.Options?.GetExtension(AnnotationsExtensions.Http) is { } rule ? ContractRoute.Of(rule) : null;

    static string LastOf(string fullName) => fullName[(fullName.LastIndexOf('.') + 1)..];

    // EventLogService is EVENT_LOG_SERVICE.
    static string UpperSnake(string pascal) => WordStart().Replace(pascal, "_$0").TrimStart('_').ToUpperInvariant();

    [GeneratedRegex(@"^automation\.[a-z][a-z_]*\.v[1-9]$")]
    private static partial Regex PackageForm();

    [GeneratedRegex(@"[.:]$")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex LowerSnake();

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]*$")]
    private static partial Regex Pascal();

    [GeneratedRegex(@"(^|_)(price|amount|total|subtotal|discount|refund|cost|fee)(_|$)")]
    private static partial Regex MoneyWord();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?<!^)[A-Z](?=[a-z])|(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}
