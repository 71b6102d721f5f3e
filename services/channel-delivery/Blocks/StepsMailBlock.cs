using System.Globalization;
using System.Text;
using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>How far something has come.</summary>
sealed class StepsMailBlock : IMailBlock
{
    readonly List<TextTemplate> _labels;
    readonly int _done;

    public StepsMailBlock(StepsBlock block, TemplateReader reader)
    {
        if (block.Labels.Count is < 2 or > 5)
            reader.Error("labels", Validation.ViolationReason.Invalid, "must be 2 to 5.");
        else if (block.DoneCount < 1 || block.DoneCount > block.Labels.Count)
            reader.Error("done_count", Validation.ViolationReason.Invalid, "must be 1 to the number of labels.");
        _labels = [.. block.Labels.Take(5).Select((label, index) => reader.Text($"labels[{index}]", label, 60))];
        _done = block.DoneCount;
    }

    public bool Write(MailCanvas canvas, MessageView view)
    {
        var labels = _labels.ConvertAll(label => SingleLine.Of(label.Render(view.Variables, canvas.Setting)));
        var width = (100 / labels.Count).ToString(CultureInfo.InvariantCulture);
        var html = new StringBuilder("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse:collapse;table-layout:fixed\"><tr>");
        foreach (var (index, label) in labels.Index())
        {
            var isDone = index < _done;
            html.Append(CultureInfo.InvariantCulture, $"<td class=\"{(isDone ? "accent" : "rule muted")}\" width=\"{width}%\" valign=\"top\" align=\"center\" style=\"padding:8px 4px;font-size:14px;border-top:4px solid {(isDone ? canvas.Brand.Accent : "#d9d9d6")};color:{(isDone ? canvas.Brand.Accent : "#595959")}\">")
                .Append(isDone ? "&#10003; " : "").Append(MailCanvas.Encode(label)).Append("</td>");
        }
        canvas.Row(html.Append("</tr></table>").ToString());
        canvas.Lines([.. labels.Select((label, index) => index < _done ? $"[x] {label} ({canvas.Labels.Done})" : $"[ ] {label}")]);
        return true;
    }
}
