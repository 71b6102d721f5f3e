using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Automation.ServiceDefaults.Database;

/// <summary>A service's own database and schema.</summary>
public static class DatabaseSetup
{
    /// <summary>
    /// Registers an <see cref="NpgsqlDataSource"/> on the connection string <c>database</c> whose search path is the
    /// service's schema, another one of <see cref="DatabasePools.Work"/>, an EF context factory on it, health checks, the migration that runs before everything
    /// registered later, and the comparison of the machine's clock with the database's.
    /// </summary>
    public static IHostApplicationBuilder AddDatabase<TContext>(this IHostApplicationBuilder builder, string schema)
        where TContext : DbContext
    {
        builder.Services.AddSingleton(services => Open(services, schema, DatabasePools.CallConnections));
        builder.Services.AddKeyedSingleton(DatabasePools.Work, (services, _) => Open(services, schema, DatabasePools.WorkConnections));
        builder.Services.AddDbContextFactory<TContext>((services, options) => options.UseNpgsql(
            services.GetRequiredService<NpgsqlDataSource>(),
            npgsql => npgsql.MigrationsHistoryTable("__ef_migrations", schema)));
        builder.Services.AddHostedService<DatabaseMigration<TContext>>();
        builder.Services.AddSingleton<ClockWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ClockWatch>());
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database").AddCheck<ClockWatch>("clock");
        return builder;
    }

    static NpgsqlDataSource Open(IServiceProvider services, string schema, int connections)
    {
        var connectionString = services.GetRequiredService<IConfiguration>().GetConnectionString("database")
            ?? throw new InvalidOperationException("ConnectionStrings:database is not set; the AppHost sets it.");
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = schema,
            // A frozen owner must not hold its position rows for longer than a taking-over one waits.
            // Our statements are short; where an estimate is far off, compiling one costs a thousand times its work. And a plan
            // made while a table was empty must not be kept while it grows.
            Options = "-c idle_in_transaction_session_timeout=5000 -c jit=off -c plan_cache_mode=force_custom_plan",
            // The owner session of a follower is opened beside the pool and needs the password too.
            PersistSecurityInfo = true,
            KeepAlive = 10,
            // What a service asks are some dozens of statements, again and again: each connection parses them once.
            MaxAutoPrepare = 100,
            // Six statements for each use of a connection, more than most uses have of their own. Nothing of ours leaves session
            // state behind: who sets something, sets it back.
            NoResetOnClose = true,
            MaxPoolSize = connections,
            Timeout = 5,
            CommandTimeout = 30,
        };
        return NpgsqlDataSource.Create(settings);
    }
}
