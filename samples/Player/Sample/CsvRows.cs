using System.Text;

namespace Automation.Samples.Player.Sample;

/// <summary>Rows of comma-separated values (RFC 4180): a quoted field may hold commas, doubled quotes and line breaks.</summary>
static class CsvRows
{
    public static IEnumerable<string[]> Read(TextReader text)
    {
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var next = text.Read(); next >= 0; next = text.Read())
        {
            var character = (char)next;
            if (quoted)
            {
                if (character != '"')
                    field.Append(character);
                else if (text.Peek() == '"')
                    field.Append((char)text.Read());
                else
                    quoted = false;
                continue;
            }
            switch (character)
            {
                case '"' when field.Length == 0:
                    quoted = true;
                    break;
                case ',':
                    EndField();
                    break;
                case '\r' when text.Peek() == '\n':
                    break;
                case '\n':
                    EndField();
                    yield return EndRow();
                    break;
                default:
                    field.Append(character);
                    break;
            }
        }
        if (quoted)
            throw new InvalidDataException("The file ends within quotes.");
        if (field.Length > 0 || row.Count > 0)
        {
            EndField();
            yield return EndRow();
        }

        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }

        string[] EndRow()
        {
            string[] ended = [.. row];
            row.Clear();
            return ended;
        }
    }
}
