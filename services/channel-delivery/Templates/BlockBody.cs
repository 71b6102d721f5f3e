using Automation.ChannelDelivery.Blocks;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>A message of blocks.</summary>
sealed class BlockBody(IReadOnlyList<(IMailBlock Block, bool IsCore)> blocks) : IMailBody
{
    public IEnumerable<(RecommendationStrategy Strategy, int Count)> Recommends =>
        blocks.Select(entry => entry.Block).OfType<RecommendationsMailBlock>().Select(block => (block.Strategy, block.Count));

    public (string Html, string Text)? Write(MailCanvas canvas, MessageView view, string subject, string preheader)
    {
        var shown = 0;
        foreach (var (block, isCore) in blocks)
        {
            if (block.Write(canvas, view))
                shown++;
            else if (isCore)
                return null;
        }
        return shown == 0 ? null : MailDocument.Write(canvas, view, subject, preheader);
    }
}
