using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Automation.ServiceDefaults.Database.Pruning;

/// <summary>Adds the forgetting of old rows to a service.</summary>
public static class PruningSetup
{
    /// <summary>Carries out a plan while the service runs, beside others. Add it after the database, whose migration makes the tables.</summary>
    public static IServiceCollection AddPruning(this IServiceCollection services, Func<IServiceProvider, PruningPlan> plan) =>
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<TablePruner>(provider, plan(provider)));
}
