using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.V1;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Keeps the shops' send policies.</summary>
sealed class PolicyStore(IDbContextFactory<ChannelDeliveryContext> contexts)
{
    /// <summary>The question for a shop's policy, as part of a batch; <see cref="ReadAsync(NpgsqlDataReader, CancellationToken)"/> reads the answer.</summary>
    public static NpgsqlBatchCommand Select(string shopId) =>
        new("SELECT policy FROM send_policies WHERE shop_id = $1") { Parameters = { new() { Value = shopId } } };

    /// <summary>The policy ready for decisions; one that forbids nothing where none was put.</summary>
    public static async Task<ShopPolicy> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken)
            ? PolicyText.Read(SendPolicy.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)))
            : ShopPolicy.None;

    /// <summary>A shop's policy as it was put, with its etag; empty where none was.</summary>
    public async Task<SendPolicy> ReadAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.SendPolicies.AsNoTracking().SingleOrDefaultAsync(policy => policy.ShopId == shopId, cancellationToken);
        if (row is null)
            return new SendPolicy();
        var wire = SendPolicy.Parser.ParseFrom(row.Policy);
        wire.Etag = row.Etag.ToString("N");
        return wire;
    }

    /// <summary>Replaces the policy that has <paramref name="etag"/>, or puts the first one where it is empty.</summary>
    /// <returns>The new etag; null when the policy is another one by now.</returns>
    public async Task<string?> WriteAsync(string shopId, SendPolicy policy, string etag, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var next = Guid.NewGuid();
        var bare = policy.Clone();
        bare.Etag = "";
        var row = new SendPolicyRow { ShopId = shopId, Policy = bare.ToByteArray(), Etag = next };
        if (etag.Length == 0)
        {
            context.Add(row);
        }
        else
        {
            if (!Guid.TryParseExact(etag, "N", out var former))
                return null;
            context.Attach(row);
            var entry = context.Entry(row);
            entry.State = EntityState.Modified;
            entry.Property(stored => stored.Etag).OriginalValue = former;
        }
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return next.ToString("N");
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return null;
        }
    }
}
