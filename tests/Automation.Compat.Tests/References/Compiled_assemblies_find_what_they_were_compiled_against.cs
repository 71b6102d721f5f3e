using System.Reflection;
using Xunit;

namespace Automation.Compat.Tests.References;

/// <summary>Of whichever package was resolved: the official one, or the stand-in.</summary>
public sealed class Compiled_assemblies_find_what_they_were_compiled_against
{
    static readonly Assembly s_coreApi = typeof(Grpc.Core.Metadata).Assembly;
    static readonly Assembly s_netCommon = typeof(Grpc.Net.Compression.ICompressionProvider).Assembly;
    static readonly Assembly s_hashing = typeof(System.IO.Hashing.XxHash64).Assembly;
    static readonly Assembly s_sockets = Assembly.Load("Pipelines.Sockets.Unofficial");

    [Fact]
    public void The_grpc_server()
    {
        var check = Check(typeof(Grpc.AspNetCore.Server.GrpcServiceOptions).Assembly, s_coreApi, s_netCommon);
        Assert.True(check.Problems.Count == 0, string.Join(Environment.NewLine, check.Problems));
        Assert.True(check is { TypeCount: > 25, MemberCount: > 60, OverrideCount: > 25, DelegateCount: > 5 }, Sizes(check));
    }

    [Fact]
    public void The_grpc_client()
    {
        var check = Check(typeof(Grpc.Net.Client.GrpcChannel).Assembly, s_coreApi, s_netCommon);
        Assert.True(check.Problems.Count == 0, string.Join(Environment.NewLine, check.Problems));
        Assert.True(check is { TypeCount: > 25, MemberCount: > 50, OverrideCount: > 20 }, Sizes(check));
    }

    [Fact]
    public void Generated_stubs()
    {
        var check = Check(typeof(V1.EchoService.EchoServiceBase).Assembly, s_coreApi, s_netCommon, s_hashing);
        Assert.True(check.Problems.Count == 0, string.Join(Environment.NewLine, check.Problems));
        Assert.True(check is { TypeCount: > 25, MemberCount: > 40, DelegateCount: > 3 }, Sizes(check));
    }

    [Fact]
    public void The_redis_client()
    {
        var check = Check(typeof(StackExchange.Redis.ConnectionMultiplexer).Assembly, s_sockets, s_hashing);
        Assert.True(check.Problems.Count == 0, string.Join(Environment.NewLine, check.Problems));
        Assert.True(check is { TypeCount: > 23, MemberCount: > 70, DelegateCount: > 15 }, Sizes(check));
    }

    [Fact]
    public void The_reverse_proxy()
    {
        var check = Check(typeof(Yarp.ReverseProxy.Configuration.ClusterConfig).Assembly, s_hashing);
        Assert.True(check.Problems.Count == 0, string.Join(Environment.NewLine, check.Problems));
        Assert.True(check is { TypeCount: 1, MemberCount: 1 }, Sizes(check));
    }

    [Fact]
    public void The_grpc_helpers_themselves()
    {
        var check = Check(s_netCommon, s_coreApi);
        Assert.True(check.Problems.Count == 0, string.Join(Environment.NewLine, check.Problems));
    }

    // Without the key that the client was compiled against, the compiler takes the same type for two.
    [Fact]
    public void The_grpc_assemblies_carry_the_name_that_the_client_asks_for()
    {
        var asked = typeof(Grpc.Net.Client.GrpcChannel).Assembly.GetReferencedAssemblies();
        foreach (var assembly in new[] { s_coreApi, s_netCommon })
        {
            var name = Assert.Single(asked, reference => reference.Name == assembly.GetName().Name);
            Assert.Equal(name.Version, assembly.GetName().Version);
            Assert.Equal(name.GetPublicKeyToken(), assembly.GetName().GetPublicKeyToken());
        }
    }

    static ReferenceCheck Check(Assembly consumer, params Assembly[] targets)
    {
        using var file = new MetadataFile(consumer);
        var files = targets.Select(target => new MetadataFile(target)).ToList();
        try
        {
            return ReferenceCheck.Run(file, files);
        }
        finally
        {
            files.ForEach(target => target.Dispose());
        }
    }

    // A check that looked at nothing finds nothing.
    static string Sizes(ReferenceCheck check) =>
        $"{check.TypeCount} types, {check.MemberCount} members, {check.OverrideCount} overrides, {check.DelegateCount} delegates";
}
