namespace Automation.Benchmarks.Measuring.Disturbing;

/// <summary>Something that may have held a run up.</summary>
/// <param name="Cause">For people: <c>collector of segmentation</c>.</param>
/// <param name="Began">On the wall clock, UTC.</param>
readonly record struct Standstill(string Cause, DateTime Began, TimeSpan Length)
{
    public DateTime Ended => Began + Length;

    public bool Overlaps(DateTime from, DateTime to) => Began < to && Ended > from;
}
