using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>Paragraphs.</summary>
sealed class TextMailBlock(TextBlock block, TemplateReader reader) : IMailBlock
{
    readonly TextTemplate _text = reader.Text("text", block.Text, 10_000);

    public bool Write(MailCanvas canvas, MessageView view)
    {
        var text = _text.Render(view.Variables, canvas.Setting).ReplaceLineEndings("\n").Trim();
        if (text.Length == 0)
            return false;
        // All else is encoded, so that these are links and nothing but links.
        var words = _text.RenderWords(view.Variables, canvas.Setting).ReplaceLineEndings("\n").Trim()
            .Replace("<a href=", $"<a class=\"accent\" style=\"color:{canvas.Brand.Accent}\" href=", StringComparison.Ordinal);
        canvas.Row(string.Concat(Paragraphs(words).Select((paragraph, index) =>
            $"<p style=\"margin:{(index == 0 ? 0 : 12)}px 0 0\">{paragraph.Replace("\n", "<br>", StringComparison.Ordinal)}</p>")));
        canvas.Lines(string.Join("\n\n", Paragraphs(text)));
        return true;
    }

    static string[] Paragraphs(string text) => text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
