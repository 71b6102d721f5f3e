namespace Automation.ChannelDelivery.Blocks;

/// <summary>A line across.</summary>
sealed class DividerMailBlock : IMailBlock
{
    public bool Write(MailCanvas canvas, MessageView view)
    {
        canvas.Row("<div class=\"rule\" style=\"border-top:1px solid #e3e3e0;font-size:0;line-height:0\">&nbsp;</div>");
        canvas.Lines("--------");
        return true;
    }
}
