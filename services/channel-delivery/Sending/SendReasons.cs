using Automation.ChannelDelivery.Templates;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Why a message stands where it stands. Documented in README.md and docs/errors.md.</summary>
static class SendReasons
{
    // Dropped.
    public const string Expired = "EXPIRED";
    public const string ProfileMissing = AddressReasons.ProfileMissing;
    public const string ConsentMissing = AddressReasons.ConsentMissing;
    public const string AddressMissing = AddressReasons.AddressMissing;
    public const string AddressInvalid = AddressReasons.AddressInvalid;
    public const string AddressSuppressed = "ADDRESS_SUPPRESSED";
    public const string FrequencyCapped = "FREQUENCY_CAPPED";
    public const string ChannelUnsupported = "CHANNEL_UNSUPPORTED";
    public const string TemplateUnknown = "TEMPLATE_UNKNOWN";
    public const string ContentMissing = TemplateReasons.ContentMissing;
    public const string NothingAvailable = TemplateReasons.NothingAvailable;
    public const string ShopUnknown = "SHOP_UNKNOWN";
    public const string ContentEmpty = TemplateReasons.ContentEmpty;
    public const string ContentTooLarge = TemplateReasons.ContentTooLarge;
    public const string VariableMissing = TemplateReasons.VariableMissing;
    public const string PriceNotLower = TemplateReasons.PriceNotLower;

    // Deferred.
    public const string QuietHours = "QUIET_HOURS";
    public const string PeerUnavailable = "PEER_UNAVAILABLE";
    public const string EngineBehind = "ENGINE_BEHIND";
    public const string LogSetBack = "LOG_SET_BACK";
    public const string CheckTooOld = "CHECK_TOO_OLD";

    /// <summary>Marketing waits for the catalog; what is not marketing is sent without what it knows.</summary>
    public const string CatalogUnavailable = "CATALOG_UNAVAILABLE";

    public const string ProviderBusy = "PROVIDER_BUSY";
    public const string ProviderUnreachable = "PROVIDER_UNREACHABLE";

    // Sent with other content than the run had seen, or with less than intended.
    public const string ContentChanged = "CONTENT_CHANGED";
    public const string RecommendationsUnavailable = "RECOMMENDATIONS_UNAVAILABLE";

    // Failed.
    public const string RecipientRefused = "RECIPIENT_REFUSED";
    public const string ProviderRefused = "PROVIDER_REFUSED";
    public const string SenderInvalid = "SENDER_INVALID";
    public const string RenderingFailed = TemplateReasons.RenderingFailed;
    public const string ContentDamaged = "CONTENT_DAMAGED";

    // Unknown.
    public const string OutcomeUnclear = "OUTCOME_UNCLEAR";
}
