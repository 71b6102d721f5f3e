using Automation.ServiceDefaults.Faults;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Automation.Gateway.Rest;

/// <summary>One RPC as REST serves it: everything that can be known before a call is worked out once.</summary>
sealed class RestMethod
{
    const string WholeRequest = "*";

    readonly MessageDescriptor _request;
    readonly FieldPath? _bodyField;
    readonly bool _bodyIsRequest;

    RestMethod(MethodDescriptor method, HttpRule rule)
    {
        if (method.IsClientStreaming || method.IsServerStreaming)
            throw new FormatException($"{method.FullName} is a stream; REST serves single calls only.");
        Contract = method;
        _request = method.InputType;
        (Verb, var path) = HttpRoute.Of(rule, method.FullName);
        Path = PathTemplate.Parse(path, _request);
        _bodyIsRequest = rule.Body == WholeRequest;
        if (!_bodyIsRequest && rule.Body.Length > 0)
        {
            _bodyField = FieldPath.Find(_request, rule.Body);
            if (_bodyField is not { Leaf: { FieldType: FieldType.Message, IsRepeated: false } })
                throw new FormatException($"{method.FullName}: body '{rule.Body}' must name a message field of {_request.FullName}.");
        }
        Process = SuiteContracts.ProcessOf(method.Service);
        Rpc = new Method<IMessage, IMessage>(
            MethodType.Unary, method.Service.FullName, method.Name, MarshallerOf(method.InputType), MarshallerOf(method.OutputType));
    }

    public MethodDescriptor Contract { get; }

    /// <summary>The HTTP method.</summary>
    public string Verb { get; }

    public PathTemplate Path { get; }

    /// <summary>The message that the body is; null when there is no body.</summary>
    public MessageDescriptor? Body => _bodyIsRequest ? _request : _bodyField?.Leaf.MessageType;

    /// <summary>Every field that a query parameter can give.</summary>
    public IEnumerable<FieldPath> QueryFields =>
        _bodyIsRequest ? [] : FieldPath.Readable(_request).Where(path => !IsGivenElsewhere(path));

    /// <summary>The process that answers.</summary>
    public string Process { get; }

    public Method<IMessage, IMessage> Rpc { get; }

    /// <summary>Every RPC that has a route.</summary>
    public static IEnumerable<RestMethod> All() =>
        from service in SuiteContracts.Services
        from method in service.Methods
        let rule = SuiteContracts.RouteOf(method)
        where rule is not null
        select new RestMethod(method, rule);

    /// <summary>The request that path, query and body make.</summary>
    /// <exception cref="Fault">What is wrong with them.</exception>
    public async ValueTask<RestRequest> ReadAsync(HttpContext context, int bodyLimit)
    {
        var request = await ReadBodyAsync(context, bodyLimit);
        foreach (var (name, values) in context.Request.Query)
            QueryField(name).Set(request.Message, values);
        // Last, so that nothing else can name another thing than the path does.
        foreach (var (field, value) in Path.Read(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
            field.Set(request.Message, [value]);
        return request;
    }

    async ValueTask<RestRequest> ReadBodyAsync(HttpContext context, int limit)
    {
        var request = _request.Parser.ParseFrom([]);
        if (Body is not { } type)
        {
            BodyText.RefuseAny(context);
            return new RestRequest(request);
        }
        var json = await BodyText.ReadAsync(context.Request, limit, context.RequestAborted);
        if (EventBatch.Is(type))
            return EventBatch.Read(json);
        if (_bodyField is null)
            return new RestRequest(MessageJson.Read(json, type, ""));
        _bodyField.Leaf.Accessor.SetValue(request, MessageJson.Read(json, type, _bodyField.Name));
        return new RestRequest(request);
    }

    FieldPath QueryField(string name)
    {
        var field = FieldPath.Find(_request, name);
        if (field is null || !FieldText.CanRead(field.Leaf))
            throw Unknown(name, $"is not a parameter of {Verb} {Path.Text}; remove it or correct its name.");
        if (Path.Fields.Any(field.IsWithin))
            throw Unknown(name, "is given by the path; remove it from the query string.");
        if (_bodyIsRequest || (_bodyField is not null && field.IsWithin(_bodyField)))
            throw Unknown(name, "is given by the body; remove it from the query string.");
        return field;
    }

    bool IsGivenElsewhere(FieldPath field) =>
        Path.Fields.Any(field.IsWithin) || (_bodyField is not null && field.IsWithin(_bodyField));

    static Fault Unknown(string name, string description) => new(FaultReasons.FieldUnknown, name, description);

    static Marshaller<IMessage> MarshallerOf(MessageDescriptor type) => new(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => type.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
