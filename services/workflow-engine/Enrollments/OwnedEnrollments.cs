namespace Automation.WorkflowEngine.Enrollments;

/// <summary>What is kept in memory of the enrollments of an owned partition that are not over.</summary>
sealed class OwnedEnrollments(IEnumerable<EnrollmentPart> parts)
{
    readonly Dictionary<Guid, EnrollmentPart> _parts = parts.ToDictionary(part => part.Order.EnrollmentId);
    readonly HashSet<Guid> _held = [];

    /// <summary>When the next members may be looked at; null: there is nothing to do.</summary>
    public DateTimeOffset? Earliest =>
        _parts.Count == 0 ? null : _parts.Values.Where(part => !_held.Contains(part.Order.EnrollmentId)).Min(part => (DateTimeOffset?)part.NextTime);

    /// <summary>Whether any waits for its workflow to be resumed.</summary>
    public bool HasHeld => _held.Count > 0;

    /// <summary>Sets aside those of workflows that are paused, and no others.</summary>
    public void Hold(Func<EnrollmentOrder, bool> isPaused)
    {
        _held.Clear();
        foreach (var part in _parts.Values)
        {
            if (isPaused(part.Order))
                _held.Add(part.Order.EnrollmentId);
        }
    }

    public IEnumerable<EnrollmentPart> DueBefore(DateTimeOffset instant) =>
        _parts.Values.Where(part => part.NextTime < instant && !_held.Contains(part.Order.EnrollmentId)).OrderBy(part => part.NextTime);

    /// <summary>One as a batch leaves it.</summary>
    public void Apply(EnrollmentPart part)
    {
        if (!part.IsDone)
            _parts[part.Order.EnrollmentId] = part;
        else
            _parts.Remove(part.Order.EnrollmentId);
    }
}
