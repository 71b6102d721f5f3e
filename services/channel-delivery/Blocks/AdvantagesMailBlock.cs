namespace Automation.ChannelDelivery.Blocks;

/// <summary>What speaks for the shop.</summary>
sealed class AdvantagesMailBlock : IMailBlock
{
    public bool Write(MailCanvas canvas, MessageView view)
    {
        var advantages = canvas.Brand.AdvantagesIn(canvas.Locale);
        if (advantages.Count == 0)
            return false;
        canvas.Row(string.Concat(advantages.Select(advantage =>
            $"<p style=\"margin:0 0 4px\"><span class=\"accent\" style=\"color:{canvas.Brand.Accent}\">&#10003;</span> {MailCanvas.Apart(advantage)}</p>")));
        canvas.Lines([.. advantages.Select(advantage => $"+ {advantage}")]);
        return true;
    }
}
