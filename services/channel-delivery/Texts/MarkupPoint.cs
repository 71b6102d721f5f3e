namespace Automation.ChannelDelivery.Texts;

/// <summary>What a reader of HTML is in the middle of.</summary>
enum MarkupPart
{
    Text,
    TagOpen,
    EndTagOpen,
    ElementName,
    BeforeName,
    AttributeName,
    AfterName,
    BeforeValue,
    UnquotedValue,
    QuotedValue,
    Declaration,
    Comment,
    Instruction,

    /// <summary>In an element in which there are no others, such as title.</summary>
    RawText,
}

/// <summary>A point between two characters of HTML.</summary>
record struct MarkupPoint
{
    public MarkupPart Part { get; set; }

    /// <summary>What ends the quoted value.</summary>
    public char Quote { get; set; }

    /// <summary>Whose value it is, in lower case.</summary>
    public string? Attribute { get; set; }

    /// <summary>The element in which there are no others, in lower case.</summary>
    public string? RawElement { get; set; }

    /// <summary>Within a comment that Outlook reads as HTML.</summary>
    public bool IsInConditional { get; set; }

    /// <summary>What stands in the quoted value, in lower case and without blanks; null once it says where an address leads.</summary>
    public string? Beginning { get; set; }

    /// <summary>Hyphens right before it.</summary>
    public int Hyphens { get; set; }

    /// <summary>Characters before it that agree with those that are waited for.</summary>
    public int Matched { get; set; }

    /// <summary>Where a comment can be inserted.</summary>
    public readonly bool IsBetweenElements => Part is MarkupPart.Text && !IsInConditional;

    public readonly bool IsInTag => Part is not (MarkupPart.Text or MarkupPart.Comment or MarkupPart.RawText);

    /// <summary>Whether what comes next is read alike at both.</summary>
    public readonly bool IsLike(MarkupPoint other) =>
        (Part, Quote, Attribute, RawElement, IsInConditional) == (other.Part, other.Quote, other.Attribute, other.RawElement, other.IsInConditional);

    /// <summary>Where branches meet: a value has begun only when it has in both.</summary>
    public static MarkupPoint Join(MarkupPoint one, MarkupPoint other) =>
        one.Beginning is null || (other.Beginning is { } begun && begun.Length < one.Beginning.Length) ? other : one;
}
