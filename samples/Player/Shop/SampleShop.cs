using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Calling;
using Grpc.Core;

namespace Automation.Samples.Player.Shop;

/// <summary>The sample's shop and the key that opens it. The key is kept in a file that only this user can read.</summary>
sealed class SampleShop(ServiceChannels channels, string keyFile)
{
    public const string ShopId = "online-retail";

    /// <summary>Creates the shop and a key unless an earlier run did; answers the key.</summary>
    public async Task<string> OpenAsync(CancellationToken cancellationToken)
    {
        var shops = new ShopService.ShopServiceClient(channels.To("ingestion"));
        await shops.CreateShopAsync(new CreateShopRequest { Shop = Describe() }, cancellationToken: cancellationToken);
        if (File.Exists(keyFile) && await OpensAsync(shops, await File.ReadAllTextAsync(keyFile, cancellationToken), cancellationToken))
            return await File.ReadAllTextAsync(keyFile, cancellationToken);
        var request = new CreateApiKeyRequest { RequestId = Guid.NewGuid().ToString(), DisplayName = "sample player" };
        var key = await shops.CreateApiKeyAsync(request, ShopCall.For(ShopId, cancellationToken));
        await KeepAsync(key.Secret, cancellationToken);
        return key.Secret;
    }

    static Ingestion.V1.Shop Describe() => new()
    {
        ShopId = ShopId,
        DisplayName = "Online Retail",
        TimeZone = "Europe/London",
        SenderEmail = "hello@shop.example.com",
        StorefrontUrl = "https://shop.example.com",
        PostalAddress = "Online Retail Ltd, 1 High Street, London, United Kingdom",
    };

    // The data folder may be older than the database.
    static async Task<bool> OpensAsync(ShopService.ShopServiceClient shops, string key, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await shops.ResolveApiKeyAsync(new ResolveApiKeyRequest { Secret = key }, cancellationToken: cancellationToken);
            return answer.ShopId == ShopId;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound)
        {
            return false;
        }
    }

    async Task KeepAsync(string key, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(keyFile))!);
        var draft = $"{keyFile}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new StreamWriter(draft, options))
            await file.WriteAsync(key.AsMemory(), cancellationToken);
        File.Move(draft, keyFile, overwrite: true);
    }
}
