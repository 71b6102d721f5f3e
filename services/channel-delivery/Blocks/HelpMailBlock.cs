using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>Where to find help.</summary>
sealed class HelpMailBlock(HelpBlock block, TemplateReader reader) : IMailBlock
{
    readonly TextTemplate _text = reader.Text("text", block.Text, 500, isRequired: false);

    public bool Write(MailCanvas canvas, MessageView view)
    {
        (string Url, string Label)[] links =
        [
            .. from known in new[]
               {
                   (BrandLinkKind.Help, canvas.Labels.Help), (BrandLinkKind.Delivery, canvas.Labels.Delivery), (BrandLinkKind.Returns, canvas.Labels.Returns),
               }
               from link in canvas.Brand.Links
               where link.Kind == known.Item1
               let url = WebAddress.Of(link.Url)
               where url is not null
               select (url, link.Label.Length > 0 ? link.Label : known.Item2),
        ];
        if (links.Length == 0)
            return false;
        var text = _text.Render(view.Variables, canvas.Setting).Trim();
        if (text.Length == 0)
            text = canvas.Labels.Questions;
        canvas.Row($"<p style=\"margin:0 0 4px\">{MailCanvas.Apart(text)}</p>{string.Join(" &middot; ", links.Select(link => canvas.Link(link.Url, link.Label)))}");
        canvas.Lines([text, .. links.Select(link => $"{link.Label}: {link.Url}")]);
        return true;
    }
}
