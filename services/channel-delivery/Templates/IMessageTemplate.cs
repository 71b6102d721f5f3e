using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>A template, ready to be rendered for any shopper.</summary>
interface IMessageTemplate
{
    /// <summary>What messages of it are about.</summary>
    TemplateSubject Subject { get; }

    /// <summary>How many products it wants recommended, by how they are chosen.</summary>
    IReadOnlyDictionary<RecommendationStrategy, int> Recommends { get; }

    /// <summary>The message. A function of its facts.</summary>
    MailOutcome Render(MailFacts facts);
}

/// <summary>Finds templates.</summary>
interface ITemplates
{
    /// <summary>The template's active version, as it was within the last second; null: there is none.</summary>
    Task<IMessageTemplate?> FindAsync(string shopId, string templateId, CancellationToken cancellationToken);

    /// <summary>One of its versions; null: there is none.</summary>
    Task<IMessageTemplate?> FindAsync(string shopId, string templateId, int version, CancellationToken cancellationToken);
}
