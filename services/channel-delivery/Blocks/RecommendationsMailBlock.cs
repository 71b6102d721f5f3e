using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>Products that fit the shopper.</summary>
sealed class RecommendationsMailBlock : IMailBlock
{
    const int Usual = 2;
    const int Most = 8;

    readonly TextTemplate _headline;

    public RecommendationsMailBlock(RecommendationsBlock block, TemplateReader reader)
    {
        reader.RequireRange("product_count", block.ProductCount, Most);
        if (!Enum.IsDefined(block.Strategy))
            reader.Error("strategy", Validation.ViolationReason.Invalid, $"{(int)block.Strategy} is not a strategy; use one of RecommendationStrategy.");
        _headline = reader.Text("headline", block.Headline, 200, isRequired: false);
        Strategy = block.Strategy is RecommendationStrategy.Unspecified ? RecommendationStrategy.Popular : block.Strategy;
        Count = block.ProductCount == 0 ? Usual : block.ProductCount;
    }

    /// <summary>How they are chosen.</summary>
    public RecommendationStrategy Strategy { get; }

    /// <summary>How many.</summary>
    public int Count { get; }

    public bool Write(MailCanvas canvas, MessageView view)
    {
        var products = view.Recommended.GetValueOrDefault(Strategy)?.Take(Count).ToList() ?? [];
        if (products.Count == 0)
            return false;
        var headline = SingleLine.Of(_headline.Render(view.Variables, canvas.Setting));
        if (headline.Length > 0)
        {
            canvas.Row(canvas.Heading(headline));
            canvas.Lines(headline);
        }
        ItemCards.Write(canvas, products, ProductSetting.Grid, moreCount: 0);
        return true;
    }
}
