using Automation.Conditions;

namespace Automation.Segments;

/// <summary>Segments behind those that they ask for.</summary>
public static class SegmentOrder
{
    /// <summary>How a segment comes to ask for itself, over any number of others: both ends are the segment. Null: it does not.</summary>
    /// <param name="segmentId">The segment, which may be new.</param>
    /// <param name="asks">For what it asks, or would.</param>
    /// <param name="asked">For what each of the others asks; null: there is no such segment.</param>
    public static IReadOnlyList<string>? FindCycle(string segmentId, IEnumerable<string> asks, Func<string, IEnumerable<string>?> asked) =>
        Walk([segmentId], id => id == segmentId ? asks : asked(id), _ => { });

    /// <exception cref="ArgumentException">They ask for each other in a circle, or a segment is there twice.</exception>
    internal static IReadOnlyList<SegmentVersion> Sort(IEnumerable<SegmentVersion> versions)
    {
        // By number, so that the order is the same whichever way they come.
        var byId = new SortedDictionary<int, SegmentVersion>(versions.ToDictionary(version => version.Number)).Values
            .ToDictionary(version => version.SegmentId, StringComparer.Ordinal);
        var asked = byId.ToDictionary(pair => pair.Key, pair => pair.Value.Condition.DependsOn.SegmentIds, StringComparer.Ordinal);
        var sorted = new List<SegmentVersion>();
        return Walk(asked.Keys, asked.GetValueOrDefault, id => sorted.Add(byId[id])) is { } cycle
            ? throw new ArgumentException($"The segments {string.Join(" → ", cycle)} ask for each other; take in_segment out of one of them.", nameof(versions))
            : sorted;
    }

    // Without recursion: a chain may be as long as there are segments.
    static List<string>? Walk(IEnumerable<string> roots, Func<string, IEnumerable<string>?> asked, Action<string> visit)
    {
        var (done, onPath) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var root in roots)
        {
            var path = new Stack<(string Id, Queue<string> Next)>();
            Enter(root, path);
            while (path.TryPeek(out var top))
            {
                if (!top.Next.TryDequeue(out var next))
                {
                    path.Pop();
                    onPath.Remove(top.Id);
                    done.Add(top.Id);
                    visit(top.Id);
                }
                else if (onPath.Contains(next))
                {
                    return [next, .. path.TakeWhile(step => step.Id != next).Select(step => step.Id).Reverse(), next];
                }
                else
                {
                    Enter(next, path);
                }
            }
        }
        return null;

        void Enter(string id, Stack<(string, Queue<string>)> path)
        {
            if (done.Contains(id) || asked(id) is not { } needs)
                return;
            onPath.Add(id);
            path.Push((id, new Queue<string>(needs)));
        }
    }
}
