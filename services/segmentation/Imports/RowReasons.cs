namespace Automation.Segmentation.Imports;

/// <summary>Why a row, or an import, was not brought in. Explained in docs/errors.md.</summary>
static class RowReasons
{
    public const string RowMalformed = "ROW_MALFORMED";
    public const string RowColumns = "ROW_COLUMNS";
    public const string EncodingWrong = "ENCODING_WRONG";
    public const string IdentifierMissing = "IDENTIFIER_MISSING";
    public const string ValueUnreadable = "VALUE_UNREADABLE";
    public const string ConsentUnproven = "CONSENT_UNPROVEN";
    public const string FileUnreadable = "FILE_UNREADABLE";
    public const string ListArchived = "LIST_ARCHIVED";
}

/// <summary>What is wrong with a row.</summary>
/// <param name="Reason">Of <see cref="RowReasons"/>, or ingestion's.</param>
/// <param name="Field">Header of the column, or path of the field; empty: the row as a whole.</param>
/// <param name="Detail">For people, with what to do.</param>
readonly record struct RowProblem(string Reason, string Field, string Detail);
