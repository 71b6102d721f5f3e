using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Contracts.Tests;

/// <summary>One thing that a contract declares, with its comment and place.</summary>
/// <param name="File">The file.</param>
/// <param name="FullName">For example <c>automation.commerce.v1.Money.units</c>.</param>
/// <param name="Declaration">A DescriptorProto, FieldDescriptorProto, and so on.</param>
/// <param name="Parent">What it lies in; null at the top of a file.</param>
/// <param name="Comment">The text before it.</param>
/// <param name="Line">From 1.</param>
public sealed record ContractElement(
    FileDescriptorProto File, string FullName, IMessage Declaration, ContractElement? Parent, string Comment, int Line)
{
    public string Place => $"{File.Name}:{Line} {FullName}";

    /// <summary>Everything that the files declare, in the order of their text; the entries that maps are made of are left out.</summary>
    public static IEnumerable<ContractElement> In(ContractFiles contracts) => contracts.Files.SelectMany(file => new Reader(file).Read());

    sealed class Reader(FileDescriptorProto file)
    {
        readonly Dictionary<string, SourceCodeInfo.Types.Location> _locations =
            file.SourceCodeInfo.Location.GroupBy(location => PathOf(location.Path)).ToDictionary(group => group.Key, group => group.First());

        public IEnumerable<ContractElement> Read()
        {
            // The numbers are those of the fields of FileDescriptorProto and its parts, by which SourceCodeInfo tells places.
            foreach (var element in file.Service.SelectMany((service, i) => Service(service, [6, i])))
                yield return element;
            foreach (var element in file.MessageType.SelectMany((message, i) => Message(message, null, [4, i])))
                yield return element;
            foreach (var element in file.EnumType.SelectMany((type, i) => Enumeration(type, null, [5, i])))
                yield return element;
            foreach (var element in file.Extension.Select((field, i) => Of(field, field.Name, null, [7, i])))
                yield return element;
        }

        IEnumerable<ContractElement> Service(ServiceDescriptorProto service, int[] path)
        {
            var element = Of(service, service.Name, null, path);
            return service.Method.Select((method, i) => Of(method, method.Name, element, [.. path, 2, i])).Prepend(element);
        }

        IEnumerable<ContractElement> Message(DescriptorProto message, ContractElement? parent, int[] path)
        {
            var element = Of(message, message.Name, parent, path);
            yield return element;
            foreach (var (field, i) in message.Field.Select((field, i) => (field, i)))
                yield return Of(field, field.Name, element, [.. path, 2, i]);
            // proto3's optional fields lie in oneofs of their own that nobody wrote.
            foreach (var (oneof, i) in message.OneofDecl.Select((oneof, i) => (oneof, i)))
            {
                if (!message.Field.Any(field => field.HasOneofIndex && field.OneofIndex == i && field.Proto3Optional))
                    yield return Of(oneof, oneof.Name, element, [.. path, 8, i]);
            }
            foreach (var (nested, i) in message.NestedType.Select((nested, i) => (nested, i)))
            {
                if (nested.Options?.MapEntry == true)
                    continue;
                foreach (var inner in Message(nested, element, [.. path, 3, i]))
                    yield return inner;
            }
            foreach (var inner in message.EnumType.SelectMany((type, i) => Enumeration(type, element, [.. path, 4, i])))
                yield return inner;
        }

        IEnumerable<ContractElement> Enumeration(EnumDescriptorProto type, ContractElement? parent, int[] path)
        {
            var element = Of(type, type.Name, parent, path);
            return type.Value.Select((value, i) => Of(value, value.Name, element, [.. path, 2, i])).Prepend(element);
        }

        ContractElement Of(IMessage declaration, string name, ContractElement? parent, int[] path)
        {
            var location = _locations.GetValueOrDefault(PathOf(path));
            return new ContractElement(
                file,
                $"{parent?.FullName ?? file.Package}.{name}",
                declaration,
                parent,
                location?.LeadingComments.Trim() ?? "",
                (location?.Span[0] ?? 0) + 1);
        }

        static string PathOf(IEnumerable<int> path) => string.Join('.', path);
    }
}
