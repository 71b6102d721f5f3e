using Automation.EventLog.Incarnations;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Automation.EventLog.Bus;

/// <summary>A subscription of this process to a log's new rows.</summary>
/// <param name="Log">Name of the log.</param>
/// <param name="Receive">Takes each batch of a message; must be quick and must not throw.</param>
public sealed record LogSubscription(string Log, Action<LogBatch> Receive);

/// <summary>The connection to RabbitMQ, for services that produce or follow logs.</summary>
public static class BusSetup
{
    /// <summary>Adds the bus once. Call it after every <c>AddFollower</c> and <c>AddLogPublisher</c>.</summary>
    public static IHostApplicationBuilder AddBus(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<BusOptions>().BindConfiguration("Bus").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<BusOptions>, BusOptionsValidator>();
        builder.Services.AddMassTransit(bus =>
        {
            // By default it reports to its makers what it is used for.
            bus.DisableUsageTelemetry();
            // Without its broker a service is slower, not unfit for calls: a 503 would take it away from its callers.
            bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = HealthStatus.Degraded);
            bus.UsingRabbitMq(Connect);
        });
        // A service works without its broker, only slower; starting must not wait for it.
        builder.Services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(5);
        });
        return builder;
    }

    /// <summary>Adds the publisher of this service's own log, and the look whether its database tells which log it is. After the database.</summary>
    public static IServiceCollection AddLogPublisher(this IServiceCollection services, string log)
    {
        services.AddHostedService<LogIdentityCheck>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LogPublisher>(provider, log));
        services.AddHostedService(provider => provider.GetRequiredService<LogPublisher>());
        return services;
    }

    static void Connect(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit)
    {
        var address = context.GetRequiredService<IConfiguration>().GetConnectionString("rabbitmq")
            ?? throw new InvalidOperationException("ConnectionStrings:rabbitmq is not set; the AppHost sets it.");
        rabbit.Host(new Uri(address));
        var subscriptions = context.GetServices<LogSubscription>().ToList();
        if (subscriptions.Count == 0)
            return;
        var queueBytes = context.GetRequiredService<IOptions<BusOptions>>().Value.QueueBytes;
        foreach (var subscription in subscriptions)
        {
            rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition(), endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.Durable = false;
                endpoint.AutoDelete = true;
                endpoint.PrefetchCount = 64;
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.SetQueueArgument("x-max-length-bytes", queueBytes);
                endpoint.SetQueueArgument("x-overflow", "drop-head");
                endpoint.DiscardFaultedMessages();
                endpoint.DiscardSkippedMessages();
                endpoint.Bind(LogPublisher.ExchangeOf(subscription.Log), exchange => exchange.ExchangeType = "fanout");
                endpoint.Handler<LogMessage>(message =>
                {
                    foreach (var batch in message.Message.Batches)
                        subscription.Receive(batch);
                    return Task.CompletedTask;
                });
            });
        }
    }
}
