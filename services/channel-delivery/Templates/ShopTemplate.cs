using Automation.ChannelDelivery.Blocks;
using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>A template that a shop put.</summary>
/// <param name="subject">What messages of it are about.</param>
/// <param name="layout">How its blocks are set.</param>
/// <param name="texts">One for each locale.</param>
sealed class ShopTemplate(TemplateSubject subject, Layout layout, IReadOnlyList<MailText> texts) : IMessageTemplate
{
    readonly List<string> _locales = [.. texts.Select(text => text.Locale)];
    readonly MailStyle _style = MailStyle.Of(layout);

    public TemplateSubject Subject => subject;

    public IReadOnlyDictionary<RecommendationStrategy, int> Recommends { get; } = texts
        .SelectMany(text => text.Body.Recommends).GroupBy(wish => wish.Strategy, wish => wish.Count)
        .ToDictionary(wishes => wishes.Key, wishes => wishes.Max());

    public MailOutcome Render(MailFacts facts)
    {
        if (MessageViews.Missing(subject, facts) is { } missing)
            return missing;
        var wanted = facts.Locale ?? facts.TraitText("locale");
        var text = texts[Locales.Choose(_locales, wanted)];
        var zone = TimeZones.Choose(facts.TraitText("time_zone"), facts.Shop.TimeZone);
        var setting = new TextSetting(Locales.CultureOf(text.Locale, wanted), zone);
        try
        {
            return Fit(facts, text, setting);
        }
        catch (MissingVariableException exception)
        {
            return new MailOutcome.Stopped(TemplateReasons.VariableMissing, exception.Message);
        }
        catch (TextTooLongException exception)
        {
            return new MailOutcome.Stopped(TemplateReasons.ContentTooLarge, exception.Message);
        }
    }

    // Fewer lines where they leave no room for the links, which stand at the end.
    MailOutcome Fit(MailFacts facts, MailText text, TextSetting setting)
    {
        var brand = BrandLook.Of(facts.Brand, facts.Shop);
        for (var lines = CartViews.MaxLines; lines > 0; lines /= 2)
        {
            var view = MessageViews.Build(subject, facts, brand, lines);
            var subjectLine = SingleLine.Of(text.Subject.Render(view.Variables, setting));
            var preheader = SingleLine.Of(text.Preheader.Render(view.Variables, setting));
            if (subjectLine.Length == 0)
                return new MailOutcome.Stopped(TemplateReasons.ContentEmpty, "Nothing came of the subject; give it words for every case.");
            var canvas = new MailCanvas(_style, brand, text.Locale, setting);
            if (text.Body.Write(canvas, view, subjectLine, preheader) is not { } written)
                return new MailOutcome.Stopped(TemplateReasons.ContentEmpty, "The block that the message is for has nothing to show.");
            var mail = new MailOutcome.Mail(subjectLine, preheader, written.Html, written.Text, text.Locale);
            if (mail.Size <= MailSize.MaxBytes)
                return mail;
        }
        return new MailOutcome.Stopped(
            TemplateReasons.ContentTooLarge, $"It has more than {MailSize.MaxBytes:N0} bytes, of which mailboxes would not show the end; shorten the template.");
    }
}

/// <summary>A template's message in one language.</summary>
sealed record MailText(string Locale, TextTemplate Subject, TextTemplate Preheader, IMailBody Body);

/// <summary>What stands in a message.</summary>
interface IMailBody
{
    /// <summary>Products that it wants recommended.</summary>
    IEnumerable<(RecommendationStrategy Strategy, int Count)> Recommends { get; }

    /// <summary>Both parts; null when what the message is for has nothing to show.</summary>
    (string Html, string Text)? Write(MailCanvas canvas, MessageView view, string subject, string preheader);
}
