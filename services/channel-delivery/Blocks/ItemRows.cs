using System.Globalization;
using System.Text;
using Automation.ChannelDelivery.Rendering;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>Lines of a cart or an order, the same in both: picture, title, quantity, price, sum.</summary>
static class ItemRows
{
    /// <param name="canvas">Where they are written.</param>
    /// <param name="items">All of them.</param>
    /// <param name="count">How many are shown.</param>
    /// <param name="sums">What stands below, by its name.</param>
    public static void Write(MailCanvas canvas, IReadOnlyList<ShownItem> items, int count, IReadOnlyList<(string Name, string Value)> sums)
    {
        var (html, lines) = (new StringBuilder(), new List<string>());
        html.Append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse\">");
        foreach (var item in items.Take(count))
        {
            html.Append(Row(canvas, item));
            lines.Add(Line(canvas, item));
        }
        if (items.Count > count)
        {
            var more = canvas.Labels.More.Replace("#", canvas.Number(items.Count - count), StringComparison.Ordinal);
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"rule muted\" colspan=\"3\" align=\"{canvas.Start}\" style=\"padding:12px 0;border-bottom:1px solid #e3e3e0;color:#595959\">{MailCanvas.Encode(more)}</td></tr>");
            lines.Add($"* {more}");
        }
        foreach (var (name, value) in sums)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td colspan=\"2\" align=\"{canvas.Start}\" style=\"padding:12px 0 0;font-weight:bold\">{MailCanvas.Encode(name)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td align=\"{canvas.End}\" style=\"padding:12px 0 0;font-weight:bold;white-space:nowrap\">{MailCanvas.Encode(value)}</td></tr>");
        }
        canvas.Row(html.Append("</table>").ToString(), canvas.Start);
        canvas.Lines([.. lines, .. sums.Count > 0 ? [""] : Array.Empty<string>(), .. sums.Select(sum => $"{sum.Name}: {sum.Value}")]);
    }

    static string Row(MailCanvas canvas, ShownItem item)
    {
        var width = canvas.Style.PictureWidth.ToString(CultureInfo.InvariantCulture);
        var picture = item.ImageUrl is { } url
            ? $"<td width=\"{width}\" valign=\"top\" class=\"rule\" style=\"padding:12px 0;border-bottom:1px solid #e3e3e0\"><img src=\"{MailCanvas.Encode(url)}\" alt=\"\" width=\"{width}\" style=\"display:block;width:{width}px;height:auto;border:0;border-radius:4px\"></td>"
            : "";
        var title = item.Url is { } page
            ? $"<a class=\"ink\" href=\"{MailCanvas.Encode(page)}\" style=\"color:#1a1a1a\">{MailCanvas.Encode(item.Title)}</a>"
            : MailCanvas.Encode(item.Title);
        var soldOut = item.IsSoldOut ? $" <strong>({MailCanvas.Encode(canvas.Labels.SoldOut)})</strong>" : "";
        var inset = item.ImageUrl is null ? "0" : canvas.IsRightToLeft ? "0 12px 0 0" : "0 0 0 12px";
        return $"<tr>{picture}<td {(item.ImageUrl is null ? "colspan=\"2\" " : "")}valign=\"top\" align=\"{canvas.Start}\" class=\"rule\" style=\"padding:12px 0;border-bottom:1px solid #e3e3e0\">"
            + $"<div style=\"padding:{inset};word-break:break-word\">{title}{soldOut}<div class=\"muted\" style=\"color:#595959;font-size:14px\">{Quantity(canvas, item)}</div></div></td>"
            + $"<td valign=\"top\" align=\"{canvas.End}\" class=\"rule\" style=\"padding:12px {(canvas.IsRightToLeft ? "12px 12px 0" : "0 12px 12px")};border-bottom:1px solid #e3e3e0;white-space:nowrap\">{MailCanvas.Encode(Sum(canvas, item))}</td></tr>";
    }

    static string Quantity(MailCanvas canvas, ShownItem item)
    {
        var former = item.FormerPrice is { } before ? $"{Struck(canvas, before)} " : "";
        return $"{canvas.Number(item.Quantity)} &times; {former}{MailCanvas.Encode(item.Price is { } price ? canvas.Price(price) : canvas.Labels.SeeShop)}";
    }

    /// <summary>A former price, struck out for those who see it and named for those who hear it.</summary>
    public static string Struck(MailCanvas canvas, Money price) =>
        $"<s class=\"muted\" title=\"{MailCanvas.Encode(canvas.Labels.Formerly)}\" style=\"color:#595959\">{MailCanvas.Encode(canvas.Price(price))}</s>";

    static string Sum(MailCanvas canvas, ShownItem item) =>
        item.Total is { } total ? canvas.Price(total) : item.IsSoldOut ? canvas.Labels.SoldOut : canvas.Labels.SeeShop;

    static string Line(MailCanvas canvas, ShownItem item)
    {
        var soldOut = item.IsSoldOut ? $" ({canvas.Labels.SoldOut})" : "";
        var price = item.Price is { } now ? canvas.Price(now) : canvas.Labels.SeeShop;
        var former = item.FormerPrice is { } before ? $" ({canvas.Labels.Formerly} {canvas.Price(before)})" : "";
        return $"* {item.Title}{soldOut}\n  {canvas.Number(item.Quantity)} × {price}{former}{(item.Total is { } total ? $" = {canvas.Price(total)}" : "")}";
    }
}
