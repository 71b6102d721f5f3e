using Automation.ChannelDelivery.Consents;
using Automation.ChannelDelivery.Links;
using Automation.Clients.Ingestion;
using Automation.ChannelDelivery.Storage;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Database;
using Automation.Clients.Segmentation;
using Grpc.Core;

namespace Automation.ChannelDelivery.Rpc;

/// <summary>
/// Where the links of messages lead. Open to everybody: the token is the credential, and good for exactly one thing.
/// </summary>
static class LinkEndpoints
{
    // The body of one click is 26 bytes; whatever comes is not read beyond this.
    const int MaxBodyBytes = 4096;
    static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapLinks(this WebApplication app)
    {
        app.MapMethods("/r/{token}", Reading, RecoverAsync);
        app.MapMethods("/u/{token}", Reading, AskAsync);
        app.MapPost("/u/{token}", UnsubscribeAsync).DisableAntiforgery();
    }

    /// <summary>To the shop, with the cart as it is now. Changes nothing, so repeating is harmless.</summary>
    static async Task<IResult> RecoverAsync(
        string token,
        LinkSigner signer,
        RemoteShops shops,
        MessageReader messages,
        ProfileReader profiles,
        [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
        CancellationToken cancellationToken)
    {
        if (signer.Open(token) is not { Kind: LinkKind.Recover } link)
            return LinkPages.Unknown();
        if (link.ExpireTime <= shopClock.GetUtcNow())
            return LinkPages.Expired();
        try
        {
            var shop = await shops.FindAsync(link.ShopId, cancellationToken);
            var cartId = await messages.FindCartAsync(link.ShopId, link.MessageId, cancellationToken);
            if (shop is null || cartId is null)
                return LinkPages.Unknown();
            // A copy in Redis may have missed what came last; nobody would notice here.
            var shopperId = link.ShopperId.ToString();
            var profile = (await profiles.AskAsync(link.ShopId, [(shopperId, new LogPosition())], cancellationToken))
                .GetValueOrDefault(shopperId);
            var cart = profile?.Carts.FirstOrDefault(cart => cart.CartId == cartId);
            return CartAddress.Of(shop.StorefrontUrl, cart) is { } address ? Results.Redirect(address) : LinkPages.Unknown();
        }
        catch (Exception exception) when (exception is RpcException || DatabaseUnavailability.Is(exception))
        {
            return LinkPages.TryAgain();
        }
    }

    /// <summary>Asks for a confirmation. Mail scanners open every link, so opening changes nothing.</summary>
    static async Task<IResult> AskAsync(
        string token, LinkSigner signer, RemoteShops shops, CancellationToken cancellationToken)
    {
        if (signer.Open(token) is not { Kind: LinkKind.Unsubscribe } link)
            return LinkPages.Unknown();
        return LinkPages.ConfirmUnsubscribe(await NameOfShopAsync(shops, link, cancellationToken));
    }

    /// <summary>
    /// Unsubscribes: the button of the page, or RFC 8058's one click of a mail program, which sends
    /// <c>List-Unsubscribe=One-Click</c>. A POST to the link is the wish, whatever its body.
    /// </summary>
    static async Task<IResult> UnsubscribeAsync(
        string token,
        HttpRequest request,
        LinkSigner signer,
        RemoteShops shops,
        Unsubscribing unsubscribing,
        CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBodyBytes)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        if (signer.Open(token) is not { Kind: LinkKind.Unsubscribe } link)
            return LinkPages.Unknown();
        try
        {
            await unsubscribing.UnsubscribeAsync(link, cancellationToken);
        }
        catch (Exception exception) when (DatabaseUnavailability.Is(exception))
        {
            return LinkPages.TryAgain();
        }
        return LinkPages.Unsubscribed(await NameOfShopAsync(shops, link, cancellationToken));
    }

    // The wish must not fail for want of a name.
    static async Task<string> NameOfShopAsync(RemoteShops shops, LinkToken link, CancellationToken cancellationToken)
    {
        try
        {
            return (await shops.FindAsync(link.ShopId, cancellationToken))?.DisplayName ?? "this shop";
        }
        catch (RpcException)
        {
            return "this shop";
        }
    }
}
