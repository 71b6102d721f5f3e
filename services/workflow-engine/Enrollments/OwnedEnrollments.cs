namespace Automation.WorkflowEngine.Enrollments;

/// <summary>What is kept in memory of the enrollments of an owned partition that are not over.</summary>
sealed class OwnedEnrollments(IEnumerable<EnrollmentPart> parts)
{
    readonly Dictionary<Guid, EnrollmentPart> _parts = parts.ToDictionary(part => part.Order.EnrollmentId);
    readonly HashSet<Guid> _held = [];
    readonly Dictionary<Guid, long> _cooling = [];

    /// <summary>When the next members may be looked at; null: there is nothing to do.</summary>
    public DateTimeOffset? Earliest =>
        _parts.Count == 0 ? null : _parts.Values.Where(MayGoOn).Min(part => (DateTimeOffset?)part.NextTime);

    /// <summary>Whether any waits for its workflow to be resumed, or cools.</summary>
    public bool HasHeld => _held.Count > 0 || _cooling.Count > 0;

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

    /// <summary>Sets one aside whose members could not be read. It stays due as it was: the clock it is due by may stand still.</summary>
    /// <param name="enrollmentId">Which one.</param>
    /// <param name="timestamp">Now, on the monotonic clock.</param>
    public void Cool(Guid enrollmentId, long timestamp) => _cooling[enrollmentId] = timestamp;

    /// <summary>Lets go on those that have cooled for long enough.</summary>
    /// <param name="isOver">Whether that is so of those that were set aside at an instant of the monotonic clock.</param>
    public void Resume(Func<long, bool> isOver)
    {
        foreach (var (enrollmentId, timestamp) in _cooling)
        {
            if (isOver(timestamp))
                _cooling.Remove(enrollmentId);
        }
    }

    public IEnumerable<EnrollmentPart> DueBefore(DateTimeOffset instant) =>
        _parts.Values.Where(part => part.NextTime < instant && MayGoOn(part)).OrderBy(part => part.NextTime);

    /// <summary>One as a batch leaves it.</summary>
    public void Apply(EnrollmentPart part)
    {
        if (!part.IsDone)
            _parts[part.Order.EnrollmentId] = part;
        else
            _parts.Remove(part.Order.EnrollmentId);
    }

    bool MayGoOn(EnrollmentPart part) => !_held.Contains(part.Order.EnrollmentId) && !_cooling.ContainsKey(part.Order.EnrollmentId);
}
