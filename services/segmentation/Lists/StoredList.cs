namespace Automation.Segmentation.Lists;

/// <summary>A list of a shop.</summary>
/// <param name="ListId">Its id in the shop.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Revision">Rises with every change of the list itself, not of its members.</param>
/// <param name="CreateTime">When it was put first.</param>
/// <param name="ArchiveTime">When it was archived; null: it is not.</param>
sealed record StoredList(string ListId, string DisplayName, int Revision, DateTimeOffset CreateTime, DateTimeOffset? ArchiveTime)
{
    public string Etag => $"r{Revision}";
}
