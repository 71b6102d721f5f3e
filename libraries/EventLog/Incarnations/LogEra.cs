namespace Automation.EventLog.Incarnations;

/// <summary>
/// Places of a log that was set back must never be given twice: whoever has seen the lost record of a number would take the
/// new one for it. So each era begins far above all numbers of the former ones, in each partition with its first record.
/// </summary>
public static class LogEra
{
    // 268 million records of a partition; more run into the numbers of the next era, which the next change then leaves out.
    // Eras are counted in minutes, so that they stay below 2^53 in all, which Redis and JSON can say, until 2057.
    const int Bits = 28;
    static readonly DateTimeOffset s_first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The era after one, above all numbers given so far, and above those given after a backup that is older than they are.</summary>
    public static long After(long era, long highest, DateTimeOffset now) =>
        Math.Max(Math.Max(era, highest >> Bits) + 1, (long)(now - s_first).TotalMinutes);

    /// <summary>The sequence before the first one of an era.</summary>
    public static long Floor(long era) => era << Bits;

    /// <summary>Whether a record is the first of an era: only there may a log jump.</summary>
    public static bool IsFirst(long sequence) => sequence > 1 && sequence == Floor(sequence >> Bits) + 1;

    /// <summary>Records between a position and a head, as far as the numbers say it.</summary>
    public static long Between(long position, long head) =>
        head >> Bits == position >> Bits ? head - position : head - Floor(head >> Bits);
}
