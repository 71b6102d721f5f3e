namespace Automation.Conditions.Evaluating;

/// <summary>Whether something holds now, and from when on that may be different if nothing but time passes.</summary>
/// <param name="Until">In ticks of UTC: what holds now holds before it, too. <see cref="Never"/>: as long as nothing else changes.</param>
readonly record struct Outlook(bool Holds, long Until)
{
    public const long Never = long.MaxValue;
}
