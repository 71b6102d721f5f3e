namespace Automation.ChannelDelivery.Blocks;

/// <summary>What can be wrong with a block.</summary>
static class BlockReasons
{
    public const string UrlMissing = "URL_MISSING";
    public const string UrlInvalid = "URL_INVALID";
    public const string BlockUnfit = "BLOCK_UNFIT";
}
