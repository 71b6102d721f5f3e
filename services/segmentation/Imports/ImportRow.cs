using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Imports;

/// <summary>A row as it is read.</summary>
/// <param name="number">As a spreadsheet counts, from 1.</param>
sealed class ImportRow(long number)
{
    public long Number { get; } = number;

    public Identifiers Identifiers { get; } = new();

    public Struct Traits { get; } = new();

    /// <summary>What the row says about marketing, by channel: whether the shopper agrees.</summary>
    public SortedDictionary<Channel, bool> Consents { get; } = [];

    public string Source { get; set; } = "";

    public string Wording { get; set; } = "";

    /// <summary>When it was said; null: the row does not say, or not readably.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>Whether nothing is to be sent to the addresses any more.</summary>
    public bool IsSuppressed { get; set; }

    public bool Declines => IsSuppressed || Consents.ContainsValue(false);

    /// <summary>Whether the row agrees to something, which then needs proof.</summary>
    public bool Agrees => !IsSuppressed && Consents.ContainsValue(true);

    public bool IsProven => Source.Length > 0 && Wording.Length > 0 && Time is not null;
}
