using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>How a layout sets its blocks.</summary>
/// <param name="Page">Colour around the card.</param>
/// <param name="HasHeader">Whether logo or name stand above.</param>
/// <param name="IsCentered">Whether headings, texts and buttons stand in the middle.</param>
/// <param name="HeadingSize">Pixels.</param>
/// <param name="Gap">Pixels between blocks.</param>
/// <param name="PictureWidth">Of a line of a cart or an order, pixels.</param>
sealed record MailStyle(string Page, bool HasHeader, bool IsCentered, int HeadingSize, int Gap, int PictureWidth)
{
    static readonly MailStyle s_reminder = new("#f4f4f2", HasHeader: true, IsCentered: false, 24, 12, 64);

    public static MailStyle Of(Layout layout) => layout switch
    {
        Layout.SingleProduct => s_reminder with { HeadingSize = 26 },
        Layout.Story => s_reminder with { IsCentered = true, HeadingSize = 30, Gap = 16 },
        Layout.Receipt => s_reminder with { Page = "#ffffff", HeadingSize = 22, Gap = 8, PictureWidth = 48 },
        Layout.Question => s_reminder with { IsCentered = true, HeadingSize = 26, Gap = 16 },
        Layout.Letter => s_reminder with { Page = "#ffffff", HasHeader = false, HeadingSize = 20 },
        _ => s_reminder,
    };
}
