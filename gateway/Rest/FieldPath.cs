using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>A field of a request or of a message in it: <c>identifiers.email</c>.</summary>
sealed class FieldPath
{
    readonly FieldDescriptor[] _fields;

    FieldPath(FieldDescriptor[] fields)
    {
        _fields = fields;
        Name = string.Join('.', fields.Select(field => field.Name));
        JsonName = string.Join('.', fields.Select(field => field.JsonName));
    }

    /// <summary>As the contract writes it.</summary>
    public string Name { get; }

    /// <summary>As JSON writes it.</summary>
    public string JsonName { get; }

    public FieldDescriptor Leaf => _fields[^1];

    /// <summary>The field of that name in the contract's or the JSON form; null when there is none that a text can be put into.</summary>
    public static FieldPath? Find(MessageDescriptor message, string name)
    {
        var parts = name.Split('.');
        var fields = new FieldDescriptor[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (message.FindField(parts[i]) is not { } field)
                return null;
            fields[i] = field;
            if (i == parts.Length - 1)
                break;
            if (field.FieldType is not FieldType.Message || field.IsRepeated)
                return null;
            message = field.MessageType;
        }
        return new FieldPath(fields);
    }

    /// <summary>Every field of a message, and of the messages in it, that a text can be put into.</summary>
    public static IEnumerable<FieldPath> Readable(MessageDescriptor message) => Readable(message, []);

    static IEnumerable<FieldPath> Readable(MessageDescriptor message, FieldDescriptor[] outer)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            FieldDescriptor[] fields = [.. outer, field];
            if (FieldText.CanRead(field))
                yield return new FieldPath(fields);
            // A message that contains itself has no end.
            else if (field is { FieldType: FieldType.Message, IsRepeated: false, MessageType.File.Package: not "google.protobuf" }
                && outer.All(before => before.ContainingType != field.MessageType))
            {
                foreach (var inner in Readable(field.MessageType, fields))
                    yield return inner;
            }
        }
    }

    /// <summary>Whether this is the other field or lies within it.</summary>
    public bool IsWithin(FieldPath other) => Name == other.Name || Name.StartsWith(other.Name + ".", StringComparison.Ordinal);

    /// <summary>Puts texts into the field, making the messages on the way.</summary>
    /// <exception cref="Fault">FIELD_INVALID.</exception>
    public void Set(IMessage request, IReadOnlyList<string?> values)
    {
        var message = request;
        foreach (var field in _fields[..^1])
        {
            RefuseSecondOfOneof(message, field);
            var child = (IMessage?)field.Accessor.GetValue(message);
            if (child is null)
            {
                child = field.MessageType.Parser.ParseFrom([]);
                field.Accessor.SetValue(message, child);
            }
            message = child;
        }
        RefuseSecondOfOneof(message, Leaf);
        if (Leaf.IsRepeated)
        {
            var list = (System.Collections.IList)Leaf.Accessor.GetValue(message);
            foreach (var value in values)
                list.Add(FieldText.Read(Leaf, value ?? "", Name));
        }
        else if (values.Count == 1)
        {
            Leaf.Accessor.SetValue(message, FieldText.Read(Leaf, values[0] ?? "", Name));
        }
        else
        {
            throw Fault.Invalid(Name, $"is given {values.Count} times; give it once.");
        }
    }

    void RefuseSecondOfOneof(IMessage message, FieldDescriptor field)
    {
        if (field.RealContainingOneof?.Accessor.GetCaseFieldDescriptor(message) is { } other && other != field)
            throw Fault.Invalid(Name, $"cannot be combined with {other.Name}; give only one of them.");
    }
}
