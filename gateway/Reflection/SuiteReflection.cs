using Automation.ServiceDefaults.Credentials;
using Grpc.Core;
using Grpc.Reflection;
using Grpc.Reflection.V1;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Alpha = Grpc.Reflection.V1Alpha;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Automation.Gateway.Reflection;

/// <summary>
/// gRPC reflection over every service of the suite, in the place of that over the gateway's own. A shop's key sees the
/// services that it can call; those of the suite itself are not there for it.
/// </summary>
static class SuiteReflection
{
    static readonly IReadOnlyList<ServiceDescriptor> s_open =
        [.. SuiteContracts.Services.Where(service => !SuiteContracts.IsInternal(service.FullName))];

    public static void AddSuiteReflection(this IServiceCollection services)
    {
        services.Replace(Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<ReflectionV1ServiceImpl>(new V1()));
        services.Replace(Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<ReflectionServiceImpl>(new V1Alpha()));
    }

    sealed class V1() : ReflectionV1ServiceImpl(s_open)
    {
        readonly ReflectionV1ServiceImpl _all = new(SuiteContracts.Services);

        public override Task ServerReflectionInfo(
            IAsyncStreamReader<ServerReflectionRequest> requests, IServerStreamWriter<ServerReflectionResponse> responses, ServerCallContext context) =>
            context.Caller().IsService
                ? _all.ServerReflectionInfo(requests, responses, context)
                : base.ServerReflectionInfo(requests, responses, context);
    }

    // Tools that have not moved to v1 ask this one.
    sealed class V1Alpha() : ReflectionServiceImpl(s_open)
    {
        readonly ReflectionServiceImpl _all = new(SuiteContracts.Services);

        public override Task ServerReflectionInfo(
            IAsyncStreamReader<Alpha.ServerReflectionRequest> requests,
            IServerStreamWriter<Alpha.ServerReflectionResponse> responses,
            ServerCallContext context) =>
            context.Caller().IsService
                ? _all.ServerReflectionInfo(requests, responses, context)
                : base.ServerReflectionInfo(requests, responses, context);
    }
}
