using System.Collections.Concurrent;
using System.Globalization;
using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.V1;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Keeps how shops look. Messages may be rendered with what was there half a second ago.</summary>
sealed class BrandTable(NpgsqlDataSource database, TimeProvider time) : IBrands
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(500);

    // Bounded by the shops of the installation.
    readonly ConcurrentDictionary<string, (Brand Brand, long Stamp)> _known = new();

    public async Task<Brand> FindAsync(string shopId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(shopId, out var known) && time.GetElapsedTime(known.Stamp) < Lifetime)
            return known.Brand;
        var stamp = time.GetTimestamp();
        var brand = await ReadAsync(shopId, cancellationToken);
        _known[shopId] = (brand, stamp);
        return brand;
    }

    /// <summary>The brand with its etag; an empty one where none was put.</summary>
    public async Task<Brand> ReadAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT brand, revision FROM brands WHERE shop_id = $1");
        command.Parameters.Add(new() { Value = shopId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return new Brand();
        var brand = Brand.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0));
        brand.Etag = reader.GetInt32(1).ToString(CultureInfo.InvariantCulture);
        return brand;
    }

    /// <summary>Replaces the brand that has the same etag, or puts the first one.</summary>
    /// <exception cref="Fault">ETAG_MISMATCH: it is another one by now.</exception>
    public async Task<Brand> PutAsync(string shopId, Brand brand, CancellationToken cancellationToken)
    {
        var bare = Bare(brand);
        var there = await ReadAsync(shopId, cancellationToken);
        if (there.Etag.Length > 0 && Bare(there).Equals(bare))
            return there;
        // The comparison is made again where it is written: others may put at the same moment.
        await using var command = database.CreateCommand(brand.Etag.Length == 0
            ? "INSERT INTO brands (shop_id, brand, revision) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING RETURNING revision"
            : "UPDATE brands SET brand = $2, revision = revision + 1 WHERE shop_id = $1 AND revision::text = $3 RETURNING revision");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = bare.ToByteArray() });
        if (brand.Etag.Length > 0)
            command.Parameters.Add(new() { Value = brand.Etag });
        if (await command.ExecuteScalarAsync(cancellationToken) is not int revision)
        {
            throw new Fault(
                FaultReasons.EtagMismatch, "brand.etag", "is not the current one: the brand was changed meanwhile. Read it again, repeat your change and send the etag that you read.");
        }
        bare.Etag = revision.ToString(CultureInfo.InvariantCulture);
        return bare;
    }

    static Brand Bare(Brand brand)
    {
        var bare = brand.Clone();
        bare.Etag = "";
        return bare;
    }
}
