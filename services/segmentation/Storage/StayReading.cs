using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Somebody in a segment or a list, or one that somebody is in.</summary>
/// <param name="Id">The other one's.</param>
/// <param name="EnterTime">Since when.</param>
readonly record struct StayOf<TId>(TId Id, DateTimeOffset EnterTime);

/// <summary>Reads stays, now or at an instant.</summary>
static class StayReading
{
    /// <summary>A statement in which $1 is the shop, $2 what is asked about, and $3 the instant; the others follow.</summary>
    /// <param name="asOf">Null: now. A statement about now must use $3 all the same, for nothing in it may be without a type.</param>
    public static NpgsqlCommand Command(
        NpgsqlDataSource database, string sql, string shopId, object of, DateTimeOffset? asOf, params ReadOnlySpan<object> others)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = of });
        command.Parameters.Add(new() { Value = asOf ?? DateTimeOffset.UnixEpoch });
        foreach (var other in others)
            command.Parameters.Add(new() { Value = other });
        return command;
    }

    public static async Task<List<StayOf<TId>>> ReadAsync<TId>(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var found = new List<StayOf<TId>>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new StayOf<TId>(reader.GetFieldValue<TId>(0), reader.GetFieldValue<DateTimeOffset>(1)));
        return found;
    }
}
