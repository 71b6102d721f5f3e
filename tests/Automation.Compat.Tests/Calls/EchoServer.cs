using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Automation.Compat.V1;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.Compat.Tests.Calls;

/// <summary>The real gRPC server on two ports of loopback, in the clear and with TLS.</summary>
sealed class EchoServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly X509Certificate2 _certificate;

    EchoServer(WebApplication app, X509Certificate2 certificate)
    {
        _app = app;
        _certificate = certificate;
    }

    public Uri Clear => new(_app.Urls.First(url => url.StartsWith("http:", StringComparison.Ordinal)));

    public Uri Secure => new(_app.Urls.First(url => url.StartsWith("https:", StringComparison.Ordinal)));

    public static async Task<EchoServer> StartAsync(
        Interceptor? interceptor = null, bool fromDefinition = false, string compression = "gzip")
    {
        var certificate = SelfSigned.Create();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        builder.Services.AddGrpc(options =>
        {
            options.ResponseCompressionAlgorithm = compression;
            options.ResponseCompressionLevel = CompressionLevel.Fastest;
            if (interceptor is not null)
                options.Interceptors.Add<Passed>(interceptor);
        });
        var app = builder.Build();
        if (fromDefinition)
            app.MapGrpcService(EchoService.BindService(new EchoBack()));
        else
            app.MapGrpcService<EchoBack>();
        await app.StartAsync();
        return new EchoServer(app, certificate);
    }

    public GrpcChannel Channel(GrpcChannelOptions? options = null) => GrpcChannel.ForAddress(Clear, options ?? new());

    public GrpcChannel SecureChannel(GrpcChannelOptions options)
    {
        options.HttpHandler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = SelfSigned.Accept(_certificate) },
        };
        options.DisposeHttpClient = true;
        return GrpcChannel.ForAddress(Secure, options);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    // Interceptors are named by type; this type lends one to an instance.
    public sealed class Passed(Interceptor inner) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, Grpc.Core.ServerCallContext context,
            Grpc.Core.UnaryServerMethod<TRequest, TResponse> continuation) =>
            inner.UnaryServerHandler(request, context, continuation);

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            Grpc.Core.IAsyncStreamReader<TRequest> requestStream, Grpc.Core.ServerCallContext context,
            Grpc.Core.ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            inner.ClientStreamingServerHandler(requestStream, context, continuation);

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, Grpc.Core.IServerStreamWriter<TResponse> responseStream, Grpc.Core.ServerCallContext context,
            Grpc.Core.ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            inner.ServerStreamingServerHandler(request, responseStream, context, continuation);

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            Grpc.Core.IAsyncStreamReader<TRequest> requestStream, Grpc.Core.IServerStreamWriter<TResponse> responseStream,
            Grpc.Core.ServerCallContext context, Grpc.Core.DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            inner.DuplexStreamingServerHandler(requestStream, responseStream, context, continuation);
    }
}
