using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Automation.ServiceDefaults.Database;

/// <summary>Whether a failure means that the database is away for now, or ended this session. Everything else is about the statement.</summary>
public static class DatabaseUnavailability
{
    public static bool Is(Exception exception) => exception switch
    {
        NpgsqlException { IsTransient: true } => true,
        // 57: somebody stops, restarts, ends the session or cancels. 25P03: the transaction stood still for too long.
        // 25006: a primary that has become a standby. 40: a conflict with another transaction.
        PostgresException postgres => postgres.SqlState is ['5', '7', ..] or ['4', '0', ..] or "25P03" or "25006",
        // PostgreSQL never answered.
        NpgsqlException => true,
        // What EF Core throws around an unavailability that it would have tried again if it had been told to.
        InvalidOperationException or DbUpdateException => exception.InnerException is { } inner && Is(inner),
        _ => false,
    };
}
