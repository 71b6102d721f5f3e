using Automation.ServiceDefaults.Faults;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.ServiceDefaults.Database;

/// <summary>
/// Reads once more what failed on a connection that had died in the pool: after a restart of the database all of them
/// have, and nobody knows before using one. What changes something is not repeated here; its sender knows by its id.
/// </summary>
sealed class ReadAgain : Interceptor
{
    // The verbs of the contracts that change nothing.
    static readonly string[] s_reads = ["Get", "List", "BatchGet", "LookUp", "Read", "Heads", "Resolve", "Recommend", "Check", "Validate"];

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (IsRead(context.Method)
            && FaultStatus.ToFault(exception, context.CancellationToken).Reason == FaultReasons.DatabaseUnavailable)
        {
            context.GetHttpContext().RequestServices.GetService<NpgsqlDataSource>()?.Clear();
            return await continuation(request, context);
        }
    }

    internal static bool IsRead(string method)
    {
        var name = method.AsSpan(method.LastIndexOf('/') + 1);
        foreach (var verb in s_reads)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
