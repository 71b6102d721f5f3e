using Google.Protobuf.Reflection;

namespace Automation.Gateway.OpenApi;

/// <summary>The comments of the contracts by the full names of what they stand at.</summary>
sealed class ContractComments
{
    readonly Dictionary<string, string> _comments = new(StringComparer.Ordinal);

    /// <summary>The text as Markdown; empty where there is none.</summary>
    public string Of(string fullName) => _comments.GetValueOrDefault(fullName, "");

    public static ContractComments Read()
    {
        using var stream = Resources.Open(Resources.Contracts);
        var comments = new ContractComments();
        foreach (var file in FileDescriptorSet.Parser.ParseFrom(stream).File)
        {
            foreach (var location in file.SourceCodeInfo.Location.Where(location => location.LeadingComments.Length > 0))
            {
                if (NameAt(file, [.. location.Path]) is { } name)
                    comments._comments[$"{file.Package}.{name}"] = CommentText.ToMarkdown(location.LeadingComments);
            }
        }
        return comments;
    }

    // A path is field numbers of FileDescriptorProto and its parts, each with an index.
    static string? NameAt(FileDescriptorProto file, int[] path) => path switch
    {
        [4, var message, .. var rest] => NameIn(file.MessageType[message], rest),
        [5, var type, .. var rest] => NameIn(file.EnumType[type], rest),
        [6, var service] => file.Service[service].Name,
        [6, var service, 2, var method] => $"{file.Service[service].Name}.{file.Service[service].Method[method].Name}",
        _ => null,
    };

    static string? NameIn(DescriptorProto message, int[] path) => path switch
    {
        [] => message.Name,
        [2, var field] => $"{message.Name}.{message.Field[field].Name}",
        [8, var oneof] => $"{message.Name}.{message.OneofDecl[oneof].Name}",
        [3, var nested, .. var rest] => NameIn(message.NestedType[nested], rest) is { } name ? $"{message.Name}.{name}" : null,
        [4, var type, .. var rest] => NameIn(message.EnumType[type], rest) is { } name ? $"{message.Name}.{name}" : null,
        _ => null,
    };

    static string? NameIn(EnumDescriptorProto type, int[] path) => path switch
    {
        [] => type.Name,
        [2, var value] => $"{type.Name}.{type.Value[value].Name}",
        _ => null,
    };
}
