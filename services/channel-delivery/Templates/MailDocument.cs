using System.Globalization;
using System.Text;
using Automation.ChannelDelivery.Blocks;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>What stands around the blocks of a message: the document, the header and the footer.</summary>
static class MailDocument
{
    // On phones everything is one column and as wide as the screen; in a dark mailbox nothing is left that only reads on white.
    const string Sheet = """
        :root{color-scheme:light dark;supported-color-schemes:light dark}
        .only-dark{display:none}
        @media (max-width:479px){
        .page{padding-left:0!important;padding-right:0!important}
        .pad{padding-left:16px!important;padding-right:16px!important}
        .cell{display:block!important;width:100%!important;box-sizing:border-box!important;padding-left:0!important;padding-right:0!important}
        .wide{max-width:100%!important}
        .button{display:block!important}
        }
        @media (prefers-color-scheme:dark){
        .page{background:#111111!important;color:#f0f0f0!important}
        .card{background:#1c1c1c!important;color:#f0f0f0!important}
        .ink{color:#f0f0f0!important}
        .muted{color:#b5b5b5!important}
        .rule{border-color:#3d3d3d!important}
        .accent{color:DARK!important;border-color:DARK!important}
        .only-light{display:none!important}
        .only-dark{display:block!important}
        }
        """;

    // Behind the preheader, so that mailboxes do not show the first words of the message as well.
    static readonly string s_room = string.Concat(Enumerable.Repeat("&#847;&zwnj;&nbsp;", 40));

    public static (string Html, string Text) Write(MailCanvas canvas, MessageView view, string subject, string preheader)
    {
        var html = new StringBuilder();
        Begin(html, canvas, subject, preheader);
        if (canvas.Style.HasHeader)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"pad\" align=\"{canvas.Align}\" style=\"padding:24px 24px 8px\">{Logo(canvas)}</td></tr>\n");
        html.Append(canvas.Html).Append("<tr><td style=\"padding:0 0 12px;font-size:0;line-height:0\">&nbsp;</td></tr>\n</table>\n");
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"muted pad\" style=\"max-width:600px;padding:16px 24px;color:#595959;font-size:13px;text-align:center\">{FooterHtml(canvas, view)}</div>\n</td></tr>\n</table>\n</body>\n</html>\n");
        return (html.ToString(), $"{canvas.Text}\n-- \n{FooterText(canvas, view)}");
    }

    /// <summary>A document with a body of somebody's own in it.</summary>
    public static string Around(MailCanvas canvas, string body, string subject, string preheader)
    {
        var html = new StringBuilder();
        Head(html, canvas, subject);
        return html.Append(CultureInfo.InvariantCulture, $"<body>\n{Preheader(preheader)}{body}\n</body>\n</html>\n").ToString();
    }

    /// <summary>What mailboxes show behind the subject, and nobody in the message.</summary>
    public static string Preheader(string preheader) => preheader.Length == 0 ? ""
        : $"<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">{MailCanvas.Encode(preheader)}{s_room}</div>\n";

    /// <summary>Name, postal address, links and, in marketing, how to unsubscribe.</summary>
    public static string FooterHtml(MailCanvas canvas, MessageView view)
    {
        var html = new StringBuilder();
        html.AppendJoin("<br>", canvas.Brand.AddressLines.Prepend(canvas.Brand.Name).Select(MailCanvas.Apart));
        var links = Links(canvas).Select(link => Link(link.Url, link.Label)).ToList();
        if (links.Count > 0)
            html.Append("<br>").AppendJoin(" &middot; ", links);
        if (view.UnsubscribeUrl is { } url)
            html.Append("<br>").Append(Link(url, canvas.Labels.Unsubscribe));
        return html.ToString();
    }

    public static string FooterText(MailCanvas canvas, MessageView view)
    {
        var lines = canvas.Brand.AddressLines.Prepend(canvas.Brand.Name).Concat(Links(canvas).Select(link => $"{link.Label}: {link.Url}"));
        var unsubscribe = view.UnsubscribeUrl is { } url ? $"\n{canvas.Labels.Unsubscribe}:\n{url}\n" : "";
        return $"{string.Join('\n', lines)}\n{unsubscribe}";
    }

    static void Begin(StringBuilder html, MailCanvas canvas, string subject, string preheader)
    {
        Head(html, canvas, subject);
        var page = canvas.Style.Page;
        html.Append(CultureInfo.InvariantCulture, $"<body class=\"page\" style=\"margin:0;padding:0;background:{page};color:#1a1a1a;font-family:{canvas.Brand.FontStack};font-size:16px;line-height:1.5\">\n")
            .Append(Preheader(preheader))
            .Append(CultureInfo.InvariantCulture, $"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" class=\"page\" style=\"background:{page}\">\n<tr><td class=\"page\" align=\"center\" style=\"padding:24px 12px;background:{page}\">\n")
            .Append("<table role=\"presentation\" class=\"card\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" style=\"width:100%;max-width:600px;background:#ffffff;color:#1a1a1a;border-radius:6px\">\n");
    }

    static void Head(StringBuilder html, MailCanvas canvas, string subject) => html
        .Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"{MailCanvas.Encode(canvas.Locale)}\" dir=\"{(canvas.IsRightToLeft ? "rtl" : "ltr")}\">\n<head>\n<meta charset=\"utf-8\">\n")
        .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n")
        .Append(CultureInfo.InvariantCulture, $"<title>{MailCanvas.Encode(subject)}</title>\n<style>\n")
        .Append(Sheet.Replace("DARK", canvas.Brand.DarkAccent, StringComparison.Ordinal)).Append("\n</style>\n</head>\n");

    static string Logo(MailCanvas canvas)
    {
        if (canvas.Brand.Logo is not { } logo)
            return $"<span class=\"muted\" style=\"color:#595959;font-size:14px;font-weight:bold\">{MailCanvas.Encode(canvas.Brand.Name)}</span>";
        return logo.DarkImageUrl.Length == 0 ? Image(logo.ImageUrl, "", "display:block;")
            // Mailboxes that know no dark mode show the first alone.
            : Image(logo.ImageUrl, "only-light", "display:block;") + Image(logo.DarkImageUrl, "only-dark", "display:none;");

        string Image(string url, string name, string display) =>
            $"<img class=\"{name}\" src=\"{MailCanvas.Encode(url)}\" alt=\"{MailCanvas.Encode(logo.AltText)}\" width=\"{logo.Width.ToString(CultureInfo.InvariantCulture)}\" style=\"{display}max-width:100%;height:auto;border:0{(canvas.Style.IsCentered ? ";margin:0 auto" : "")}\">";
    }

    static string Link(string url, string label) => $"<a class=\"muted\" href=\"{MailCanvas.Encode(url)}\" style=\"color:#595959\">{MailCanvas.Encode(label)}</a>";

    static IEnumerable<(string Url, string Label)> Links(MailCanvas canvas) =>
        from link in canvas.Brand.Links
        where link.Kind is BrandLinkKind.Privacy or BrandLinkKind.Imprint or BrandLinkKind.Social
        let url = WebAddress.Of(link.Url)
        where url is not null
        select (url, link.Label.Length > 0 ? link.Label : link.Kind is BrandLinkKind.Privacy ? canvas.Labels.Privacy : canvas.Labels.Imprint);
}
