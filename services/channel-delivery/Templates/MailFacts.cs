using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>Everything that a message is rendered from.</summary>
sealed record MailFacts
{
    public required Shop Shop { get; init; }

    public required Brand Brand { get; init; }

    /// <summary>Null: nothing is known of the shopper.</summary>
    public required Profile? Shopper { get; init; }

    public required MessageContent Content { get; init; }

    /// <summary>By id; empty where the catalog did not answer.</summary>
    public required IReadOnlyDictionary<string, CatalogProduct> Products { get; init; }

    /// <summary>Best first, by how they were chosen; empty where nobody answered.</summary>
    public required IReadOnlyDictionary<RecommendationStrategy, IReadOnlyList<Product>> Recommended { get; init; }

    /// <summary>Shop clock.</summary>
    public required DateTimeOffset Time { get; init; }

    public required Uri RecoverUrl { get; init; }

    /// <summary>Null for what one cannot unsubscribe from.</summary>
    public required Uri? UnsubscribeUrl { get; init; }

    /// <summary>In place of the shopper's; null: the shopper's.</summary>
    public string? Locale { get; init; }

    /// <summary>A trait that is a text; null: there is none.</summary>
    public string? TraitText(string name) =>
        Shopper?.Traits?.Fields.TryGetValue(name, out var value) == true && value.StringValue.Length > 0 ? value.StringValue : null;
}

/// <summary>What came of a template and facts.</summary>
abstract record MailOutcome
{
    /// <param name="Subject">One line.</param>
    /// <param name="Preheader">What mailboxes show behind it; may be empty.</param>
    /// <param name="Html">The rich part.</param>
    /// <param name="Text">The plain part.</param>
    /// <param name="Locale">Which of the template's texts it is.</param>
    public sealed record Mail(string Subject, string Preheader, string Html, string Text, string Locale) : MailOutcome
    {
        /// <summary>Bytes of the larger part.</summary>
        public int Size => Math.Max(MailSize.Of(Html), MailSize.Of(Text));
    }

    /// <summary>Nothing may be sent.</summary>
    /// <param name="Reason">A code of docs/errors.md.</param>
    /// <param name="Detail">What it is about.</param>
    public sealed record Stopped(string Reason, string Detail) : MailOutcome;
}
