using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>A stored version that this build finds errors in: its messages fail and say so.</summary>
sealed class BrokenTemplate(TemplateSubject subject, string why) : IMessageTemplate
{
    public TemplateSubject Subject => subject;

    public IReadOnlyDictionary<RecommendationStrategy, int> Recommends { get; } = new Dictionary<RecommendationStrategy, int>();

    public MailOutcome Render(MailFacts facts) =>
        new MailOutcome.Stopped(TemplateReasons.RenderingFailed, $"{why} Look at it with ValidateTemplate and put it again.");
}
