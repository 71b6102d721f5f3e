using System.Globalization;
using System.Text;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>Things to buy: one below the other with a large picture, or two beside each other.</summary>
static class ItemCards
{
    const int GridWidth = 264;
    const int CardWidth = 552;

    public static void Write(MailCanvas canvas, IReadOnlyList<ShownItem> items, ProductSetting setting, int moreCount)
    {
        var isGrid = setting is ProductSetting.Grid || (setting is ProductSetting.Unspecified && items.Count > 1);
        var html = isGrid ? Grid(canvas, items) : string.Concat(items.Select((item, index) =>
            $"<div style=\"padding-top:{(index == 0 ? 0 : 24)}px\">{Card(canvas, item, CardWidth)}</div>"));
        var more = moreCount > 0 ? canvas.Labels.More.Replace("#", canvas.Number(moreCount), StringComparison.Ordinal) : "";
        if (more.Length > 0)
            html += $"<p class=\"muted\" style=\"margin:12px 0 0;color:#595959\">{MailCanvas.Encode(more)}</p>";
        canvas.Row(html);
        canvas.Lines([.. items.Select(item => Line(canvas, item)), .. more.Length > 0 ? [$"* {more}"] : Array.Empty<string>()]);
    }

    static string Grid(MailCanvas canvas, IReadOnlyList<ShownItem> items)
    {
        var html = new StringBuilder("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse\">");
        foreach (var pair in items.Chunk(2))
        {
            html.Append("<tr>");
            foreach (var (index, item) in pair.Index())
            {
                var inset = (index == 0) == canvas.IsRightToLeft ? "0 0 24px 12px" : "0 12px 24px 0";
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"cell\" width=\"50%\" valign=\"top\" align=\"{canvas.Align}\" style=\"width:50%;padding:{inset}\">{Card(canvas, item, GridWidth)}</td>");
            }
            if (pair.Length == 1)
                html.Append("<td class=\"cell\" width=\"50%\"></td>");
            html.Append("</tr>");
        }
        return html.Append("</table>").ToString();
    }

    static string Card(MailCanvas canvas, ShownItem item, int width)
    {
        var picture = item.ImageUrl is { } url
            ? $"<img class=\"wide\" src=\"{MailCanvas.Encode(url)}\" alt=\"\" width=\"{width.ToString(CultureInfo.InvariantCulture)}\" style=\"display:block;width:100%;max-width:{width.ToString(CultureInfo.InvariantCulture)}px;height:auto;border:0;border-radius:4px;margin-bottom:8px\">"
            : "";
        var title = MailCanvas.Encode(item.Title);
        var words = $"<span style=\"font-weight:bold;word-break:break-word\">{title}</span>";
        var link = item.Url is { } page
            ? $"<a class=\"ink\" href=\"{MailCanvas.Encode(page)}\" style=\"color:#1a1a1a\">{picture}{words}</a>"
            : picture + words;
        return link + (Price(canvas, item) is { Length: > 0 } price ? $"<div>{price}</div>" : "");
    }

    static string Price(MailCanvas canvas, ShownItem item) => item.Price is not { } price ? ""
        : item.FormerPrice is { } former ? $"{ItemRows.Struck(canvas, former)} <strong>{MailCanvas.Encode(canvas.Price(price))}</strong>"
        : MailCanvas.Encode(canvas.Price(price));

    static string Line(MailCanvas canvas, ShownItem item)
    {
        var price = item.Price is { } now ? $", {canvas.Price(now)}" : "";
        var former = item.FormerPrice is { } before ? $" ({canvas.Labels.Formerly} {canvas.Price(before)})" : "";
        return $"* {item.Title}{price}{former}{(item.Url is { } url ? $"\n  {url}" : "")}";
    }
}
