using Automation.ChannelDelivery.V1;
using Automation.Validation;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>From a block as it was put to one that can be written.</summary>
static class MailBlocks
{
    public static IMailBlock? Read(Block block, TemplateReader reader)
    {
        switch (block.KindCase)
        {
            case Block.KindOneofCase.Headline:
                return new HeadlineMailBlock(block.Headline, reader.In("headline"));
            case Block.KindOneofCase.Text:
                return new TextMailBlock(block.Text, reader.In("text"));
            case Block.KindOneofCase.Hero:
                return new HeroMailBlock(block.Hero, reader.In("hero"));
            case Block.KindOneofCase.CartLines:
                return new CartLinesMailBlock(block.CartLines, reader.In("cart_lines"));
            case Block.KindOneofCase.OrderLines:
                return new OrderLinesMailBlock(block.OrderLines, reader.In("order_lines"));
            case Block.KindOneofCase.Products:
                return new ProductsMailBlock(block.Products, reader.In("products"));
            case Block.KindOneofCase.Recommendations:
                return new RecommendationsMailBlock(block.Recommendations, reader.In("recommendations"));
            case Block.KindOneofCase.Button:
                return new ButtonMailBlock(block.Button, reader.In("button"));
            case Block.KindOneofCase.Advantages:
                return new AdvantagesMailBlock();
            case Block.KindOneofCase.Help:
                return new HelpMailBlock(block.Help, reader.In("help"));
            case Block.KindOneofCase.Steps:
                return new StepsMailBlock(block.Steps, reader.In("steps"));
            case Block.KindOneofCase.Divider:
                return new DividerMailBlock();
            default:
                reader.Error("", ViolationReason.Required, "has no kind that this build knows; set one of Block.kind.");
                return null;
        }
    }

    /// <summary>Whether a message without it is not sent.</summary>
    public static bool IsCore(Block block) => block.Required
        || block.KindCase is Block.KindOneofCase.CartLines or Block.KindOneofCase.OrderLines or Block.KindOneofCase.Products;
}
