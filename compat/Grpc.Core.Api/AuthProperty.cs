using System.Text;

namespace Grpc.Core;

public class AuthProperty
{
    readonly byte[] _value;
    string? _text;

    AuthProperty(string name, byte[] value)
    {
        Name = name;
        _value = value;
    }

    public string Name { get; }

    public string Value => _text ??= Encoding.UTF8.GetString(_value);

    // A copy: the property is shared by everyone who sees the call.
    public byte[] ValueBytes => [.. _value];

    public static AuthProperty Create(string name, byte[] valueBytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(valueBytes);
        return new AuthProperty(name, [.. valueBytes]);
    }
}
