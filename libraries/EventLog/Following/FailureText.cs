namespace Automation.EventLog.Following;

/// <summary>A failure as people read it in a list or in a health report.</summary>
static class FailureText
{
    const int MaxLength = 2_000;

    public static string Of(Exception failure)
    {
        // PostgreSQL takes no zero character.
        var text = $"{failure.GetType().Name}: {failure.Message}".Replace('\0', '\uFFFD');
        return text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
    }
}
