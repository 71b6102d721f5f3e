using System.Collections.Concurrent;
using System.Reflection;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Automation.ServiceDefaults.Admission;

/// <summary>
/// What a gRPC call passes before a byte of its body is read: it is not compressed, its caller is known, and has no more under way than it may.
/// Its messages are weighed before they are parsed.
/// </summary>
static class CallAdmission
{
    const string OpenService = "/grpc.health.v1.Health/";

    static readonly ConcurrentDictionary<IMethod, MessageShape?> s_requests = new();

    public static void UseCallAdmission(this WebApplication app)
    {
        var check = app.Services.GetRequiredService<CredentialCheck>();
        var limits = app.Services.GetRequiredService<CallLimits>();
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { } rpc)
            {
                await next(context);
                return;
            }
            IDisposable? lease = null;
            try
            {
                RefuseCompression(context.Request);
                if (!context.Request.Path.Value!.StartsWith(OpenService, StringComparison.Ordinal))
                {
                    var headers = context.Request.Headers;
                    var caller = await check.CheckAsync(Last(headers.Authorization), Last(headers[ServiceCredential.ShopHeader]), context.RequestAborted);
                    lease = limits.Enter(caller);
                    context.Features.Set(caller);
                }
                if (s_requests.GetOrAdd(rpc.Method, RequestOf) is { } request)
                    context.Features.Set<IRequestBodyPipeFeature>(new WeighedBody(context.Request.BodyReader, request, rpc.Method.FullName));
            }
            catch (Exception exception)
            {
                await TrailersOnly.WriteAsync(context, FaultStatus.ToFault(exception, context.RequestAborted));
                return;
            }
            using (lease)
                await next(context);
        });
    }

    // As metadata has it, where of several with one name the last one counts.
    static string? Last(StringValues values) => values is [.., var last] ? last : null;

    // Four kilobytes may unfold to millions of empty messages, and between services of one installation nothing is gained.
    static void RefuseCompression(HttpRequest request)
    {
        if (request.Headers["grpc-encoding"].ToString() is { Length: > 0 } encoding && encoding != "identity")
        {
            request.HttpContext.Response.Headers["grpc-accept-encoding"] = "identity";
            throw new Fault(FaultReasons.CompressionUnsupported, $"Messages are taken as they are, not in grpc-encoding {encoding}; switch the compression of requests off in the client.");
        }
    }

    // The generated marshaller knows what it parses; nothing else of the method's does.
    static MessageShape? RequestOf(IMethod method) =>
        method.GetType() is { IsGenericType: true } type
        && type.GenericTypeArguments[0].GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is MessageDescriptor request
            ? MessageShape.Of(request)
            : null;
}
