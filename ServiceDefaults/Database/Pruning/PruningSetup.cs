using Microsoft.Extensions.DependencyInjection;

namespace Automation.ServiceDefaults.Database.Pruning;

/// <summary>Adds the forgetting of old rows to a service.</summary>
public static class PruningSetup
{
    /// <summary>Carries out a plan while the service runs. Add it after the database, whose migration makes the tables; once.</summary>
    public static IServiceCollection AddPruning(this IServiceCollection services, Func<IServiceProvider, PruningPlan> plan) => services
        .AddSingleton(plan)
        .AddHostedService<TablePruner>();
}
