using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>A large picture with a heading.</summary>
sealed class HeroMailBlock : IMailBlock
{
    readonly bool _isOfProduct;
    readonly TextTemplate _image;
    readonly TextTemplate _alt;
    readonly TextTemplate _headline;
    readonly TextTemplate _link;

    public HeroMailBlock(HeroBlock block, TemplateReader reader)
    {
        _isOfProduct = block.ImageUrl.Length == 0 && reader.Subject is TemplateSubject.Products;
        _image = reader.Url("image_url", block.ImageUrl, isRequired: false);
        _alt = reader.Text("alt_text", block.AltText, 200, isRequired: block.ImageUrl.Length > 0);
        _headline = reader.Text("headline", block.Headline, 500, isRequired: block.ImageUrl.Length == 0 && !_isOfProduct);
        _link = reader.Url("link_url", block.LinkUrl, isRequired: false);
    }

    public bool Write(MailCanvas canvas, MessageView view)
    {
        var first = _isOfProduct && view.Items.Count > 0 ? view.Items[0] : null;
        var image = first is null ? WebAddress.Of(_image.Render(view.Variables, canvas.Setting).Trim()) : first.ImageUrl;
        var alt = SingleLine.Of(_alt.Render(view.Variables, canvas.Setting));
        if (alt.Length == 0 && first is not null)
            alt = first.Title;
        var headline = SingleLine.Of(_headline.Render(view.Variables, canvas.Setting));
        var link = WebAddress.Of(_link.Render(view.Variables, canvas.Setting).Trim());
        if (image is null && headline.Length == 0)
            return false;
        var picture = image is null ? ""
            : $"<img class=\"wide\" src=\"{MailCanvas.Encode(image)}\" alt=\"{MailCanvas.Encode(alt)}\" width=\"552\" style=\"display:block;width:100%;max-width:552px;height:auto;border:0\">";
        if (picture.Length > 0 && link is not null)
            picture = $"<a href=\"{MailCanvas.Encode(link)}\">{picture}</a>";
        var heading = headline.Length == 0 ? "" : canvas.Heading(headline, level: 1);
        canvas.Row(picture.Length > 0 && heading.Length > 0 ? $"{picture}<div style=\"padding-top:16px\">{heading}</div>" : picture + heading);
        canvas.Lines([.. new[] { headline, headline.Length == 0 ? alt : "", link ?? "" }.Where(line => line.Length > 0)]);
        return true;
    }
}
