using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Policies;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>A claimed message on its way through the stages of one worker.</summary>
sealed class Candidate(Message message)
{
    public Message Message { get; set; } = message;

    /// <summary>What it is about now; the engine may have answered with newer content.</summary>
    public MessageContent Content { get; set; } = message.Content;

    /// <summary>The products of that content as the catalog has them; null: it did not answer.</summary>
    public IReadOnlyDictionary<string, CatalogProduct>? Products { get; private set; }

    /// <summary>Who it is for, as of the check; null: nothing is known.</summary>
    public Profile? Shopper { get; private set; }

    /// <summary>The latest answer of the check and the rules.</summary>
    public SendPermit? Permit { get; set; }

    /// <summary>What was rendered, for that content, those products and that address.</summary>
    public RenderedMessage? Rendered { get; set; }

    /// <summary>Why the message goes with less than intended; empty: it does not.</summary>
    public string Degradation { get; set; } = "";

    /// <summary>What is remarkable about the send; empty: nothing.</summary>
    public string Remark => Degradation.Length > 0 ? Degradation
        : Content.Revision != Message.Content.Revision ? SendReasons.ContentChanged : "";

    /// <summary>Takes over a decision; what was rendered for something else is no longer valid.</summary>
    public void Accept(PreSendDecision.Send decision)
    {
        if (!Fits(decision))
            Rendered = null;
        (Permit, Content, Products, Shopper) = (decision.Permit, decision.Content, decision.Products, decision.Shopper);
    }

    /// <summary>Whether what was rendered may be sent on this decision.</summary>
    public bool Fits(PreSendDecision.Send decision) =>
        Rendered is not null && Content.Revision == decision.Content.Revision && Rendered.ToAddress == decision.Permit.Address
        && Equals(Shopper?.Traits, decision.Shopper?.Traits) && IsShownAs(decision.Products);

    // Only the shop's own word replaces what the cart says. What the catalog does not answer changes nothing.
    bool IsShownAs(IReadOnlyDictionary<string, CatalogProduct>? products) =>
        products is null || SubjectProducts.Of(Content).All(productId => Equals(Told(Products, productId), Told(products, productId)));

    static Product? Told(IReadOnlyDictionary<string, CatalogProduct>? products, string productId) =>
        products?.GetValueOrDefault(productId) is { Source: ProductSource.Catalog } told ? told.Product : null;
}

/// <summary>A message may be sent, for as long as the check is fresh.</summary>
/// <param name="Stamp">When the check began, on the monotonic clock.</param>
/// <param name="Position">The event position that the answer includes.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Shop">Who sends it.</param>
/// <param name="Cap">The shopper's cap; null: none.</param>
sealed record SendPermit(long Stamp, long Position, string Address, Shop Shop, FrequencyLimit? Cap);

/// <summary>What the check and the rules say of one candidate.</summary>
abstract record PreSendDecision
{
    /// <summary>It may be sent to this shopper, with this content of these products; null: what the catalog says of them is not known.</summary>
    public sealed record Send(
        SendPermit Permit, MessageContent Content, IReadOnlyDictionary<string, CatalogProduct>? Products, Profile? Shopper) : PreSendDecision;

    /// <summary>Never.</summary>
    public sealed record Drop(string Reason, long Position) : PreSendDecision;

    /// <summary>Later: at an instant of the shop clock, or, without one, after a while.</summary>
    public sealed record Later(string Reason, string Detail, DateTimeOffset? Until, long Position) : PreSendDecision;
}
