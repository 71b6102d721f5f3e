using Automation.Segmentation.Lists;
using Automation.Segmentation.V1;
using Automation.Validation;

namespace Automation.Segmentation.Imports;

/// <summary>Whether a definition is what its contract says, before its file is there. Pure.</summary>
static class ImportRules
{
    public const int MaxParts = 250;
    public const int PartBytes = 400_000;
    public const int MaxRows = 2_000_000;
    public const int MaxColumns = 200;
    public const int ValueLength = 8_000;

    /// <summary>Imports of a shop that have not ended.</summary>
    public const int PerShop = 20;

    const int HeaderLength = 200;

    public static List<Violation> Check(ImportDefinition definition, bool hasContent)
    {
        var violations = new List<Violation>();
        if (definition.ListId.Length > 0 && ListIds.Check(definition.ListId) is { } list)
            violations.Add(list);
        switch (definition.SourceCase)
        {
            case ImportDefinition.SourceOneofCase.Csv:
                violations.AddRange(Check(definition.Csv).Select(violation => violation.Under("csv")));
                break;
            case ImportDefinition.SourceOneofCase.SegmentId:
                if (definition.ListId.Length == 0)
                    violations.Add(Violation.Required("list_id"));
                if (hasContent)
                    violations.Add(Violation.Invalid("segment_id", "has no file; leave content out, or say csv."));
                break;
            default:
                violations.Add(Violation.Required("source"));
                break;
        }
        return violations;
    }

    static IEnumerable<Violation> Check(CsvSource csv)
    {
        if (csv.Columns.Count > MaxColumns)
            yield return Violation.TooLong("columns", $"has {csv.Columns.Count} columns; leave out those that mean nothing, {MaxColumns} are taken.");
        if (csv.Delimiter is not ("" or "," or ";" or "\t" or "|"))
            yield return Violation.Invalid("delimiter", "must be a comma, a semicolon, a tab or |; leave it out to have it found.");
        if (!CsvEncodings.Knows(csv.Encoding))
            yield return Violation.Invalid("encoding", $"must be one of {CsvEncodings.Names}; leave it out for UTF-8.");
        var fields = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (place, column) in csv.Columns.Take(MaxColumns).Index())
        {
            var header = column.Header.Trim();
            if (header.Length == 0)
                yield return Violation.Required($"columns[{place}].header");
            else if (header.Length > HeaderLength)
                yield return Violation.TooLong($"columns[{place}].header", $"has {header.Length} characters; shorten it to {HeaderLength}.");
            if (ColumnTargets.Of(column.Field, column.Type) is null)
                yield return Violation.Invalid($"columns[{place}].field", $"must be traits. and a name, or one of {ColumnTargets.Names}.");
            else if (!fields.Add(column.Field))
                yield return Violation.Invalid($"columns[{place}].field", $"says {column.Field} as another column does; leave one of them out.");
            if (!Enum.IsDefined(column.Type))
                yield return Violation.Invalid($"columns[{place}].type", "is not known to this version of the service; leave it out for text.");
        }
    }
}
