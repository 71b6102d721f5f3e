using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Automation.ServiceDefaults.Clocks;

static class ClockSetup
{
    public static void AddClocks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClockOptions>().BindConfiguration("Clock").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ClockOptions>, ClockOptionsValidator>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddKeyedSingleton<TimeProvider>(ShopClock.Key, (services, _) =>
        {
            var options = services.GetRequiredService<IOptions<ClockOptions>>().Value;
            var real = services.GetRequiredService<TimeProvider>();
            return options.Mode switch
            {
                ClockMode.Scaled => ScaledClock.Open(options.Path, options.Speed, options.Epoch, real),
                ClockMode.Driven => DrivenClock.Open(options.Path, options.Epoch, real),
                _ => new SystemClock(real, options.Tolerance),
            };
        });
    }
}
