using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Level = Google.Protobuf.Reflection.MethodOptions.Types.IdempotencyLevel;

namespace Automation.ServiceDefaults.Database;

/// <summary>
/// Runs an RPC once more that failed on a connection that had died in the pool: after a restart of the database all of
/// them have, and nobody knows before using one. Only what the contract marks as free of side effects is repeated here;
/// the sender of a change repeats it by its id.
/// </summary>
sealed class StaleConnectionRetry : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (request is IMessage message && HasNoSideEffects(message.Descriptor.File, context.Method)
            && FaultStatus.ToFault(exception, context.CancellationToken).Reason == FaultReasons.DatabaseUnavailable)
        {
            context.GetHttpContext().RequestServices.GetService<NpgsqlDataSource>()?.Clear();
            return await continuation(request, context);
        }
    }

    /// <param name="file">The file of the request, which is that of its service.</param>
    /// <param name="path"><c>/package.Service/Rpc</c>.</param>
    internal static bool HasNoSideEffects(FileDescriptor file, string path) => file.Services
        .SelectMany(service => service.Methods)
        .Any(method => path == $"/{method.Service.FullName}/{method.Name}"
            && method.GetOptions()?.IdempotencyLevel == Level.NoSideEffects);
}
