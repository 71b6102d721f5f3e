using Automation.Conditions;

namespace Automation.Segments;

/// <summary>Segments behind those that they ask for.</summary>
public static class SegmentOrder
{
    /// <summary>Segments that ask for each other in a circle, in its order, the first one repeated at the end; null when none do.</summary>
    public static IReadOnlyList<string>? FindCycle(IEnumerable<(string SegmentId, CompiledCondition Condition)> segments)
    {
        var asked = segments.ToDictionary(segment => segment.SegmentId, segment => segment.Condition.DependsOn.SegmentIds, StringComparer.Ordinal);
        return Walk(asked, _ => { });
    }

    /// <exception cref="ArgumentException">They ask for each other in a circle, or a segment is there twice.</exception>
    internal static IReadOnlyList<SegmentVersion> Sort(IEnumerable<SegmentVersion> versions)
    {
        // By number, so that the order is the same whichever way they come.
        var byId = new SortedDictionary<int, SegmentVersion>(versions.ToDictionary(version => version.Number)).Values
            .ToDictionary(version => version.SegmentId, StringComparer.Ordinal);
        var asked = byId.ToDictionary(pair => pair.Key, pair => pair.Value.Condition.DependsOn.SegmentIds, StringComparer.Ordinal);
        var sorted = new List<SegmentVersion>();
        return Walk(asked, id => sorted.Add(byId[id])) is { } cycle
            ? throw new ArgumentException($"The segments {string.Join(" → ", cycle)} ask for each other; take in_segment out of one of them.", nameof(versions))
            : sorted;
    }

    // Without recursion: a chain may be as long as there are segments.
    static List<string>? Walk(Dictionary<string, IReadOnlyCollection<string>> asked, Action<string> visit)
    {
        var (done, onPath) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var root in asked.Keys)
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
            if (!asked.TryGetValue(id, out var needs) || done.Contains(id))
                return;
            onPath.Add(id);
            path.Push((id, new Queue<string>(needs)));
        }
    }
}
