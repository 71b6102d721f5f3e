using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>A heading.</summary>
sealed class HeadlineMailBlock(HeadlineBlock block, TemplateReader reader) : IMailBlock
{
    readonly TextTemplate _text = reader.Text("text", block.Text, 500);

    public bool Write(MailCanvas canvas, MessageView view)
    {
        var text = SingleLine.Of(_text.Render(view.Variables, canvas.Setting));
        if (text.Length == 0)
            return false;
        canvas.Row(canvas.Heading(text, level: 1));
        canvas.Lines(text);
        return true;
    }
}
