using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>A template of this build, which every shop has.</summary>
sealed class BuiltInTemplate(TemplateStore store, string templateId) : IMessageTemplate
{
    const string Locale = "en";

    public TemplateSubject Subject => TemplateSubject.Cart;

    public IReadOnlyDictionary<RecommendationStrategy, int> Recommends { get; } =
        new Dictionary<RecommendationStrategy, int> { [RecommendationStrategy.Popular] = 2 };

    public MailOutcome Render(MailFacts facts)
    {
        if (facts.Content.Cart is not { Lines.Count: > 0 } cart)
            return new MailOutcome.Stopped(TemplateReasons.ContentMissing, "");
        IReadOnlyList<Product> suggested = facts.Recommended.GetValueOrDefault(RecommendationStrategy.Popular) ?? [];
        try
        {
            var (_, text) = FittingText.Of(
                lines => CartViews.Build(facts.Shop, cart, facts.Products, suggested, facts.RecoverUrl, facts.UnsubscribeUrl, lines),
                view => store.Render(templateId, view));
            return new MailOutcome.Mail(text.Subject, "", text.Html, text.Text, Locale);
        }
        catch (TemplateException exception)
        {
            return new MailOutcome.Stopped(TemplateReasons.RenderingFailed, exception.Message);
        }
    }
}
