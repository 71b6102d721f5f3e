namespace Automation.Contracts.Tests;

/// <summary>A change that a caller of the former contract could notice.</summary>
/// <param name="Subject">What changed, for example <c>automation.commerce.v1.Money.units</c>.</param>
/// <param name="What">How.</param>
public sealed record BreakingChange(string Subject, string What)
{
    public override string ToString() => $"{Subject}: {What}";
}

/// <summary>Compares two snapshots: everything of the former one must still be there as it was.</summary>
public static class BreakingChanges
{
    public static IReadOnlyList<BreakingChange> Between(ContractSnapshot former, ContractSnapshot now)
    {
        var present = now.Things.ToDictionary(thing => ContractSnapshot.NameOf(thing.Key), thing => thing);
        var found = new List<BreakingChange>();
        foreach (var (heading, members) in former.Things)
        {
            var name = ContractSnapshot.NameOf(heading);
            if (!present.TryGetValue(name, out var thing))
                found.Add(new BreakingChange(name, "is gone."));
            else if (heading.Split(' ')[0] != thing.Key.Split(' ')[0])
                found.Add(new BreakingChange(name, $"was '{heading}' and is '{thing.Key}'."));
            else if (ContractSnapshot.IsFrozen(heading) && !ContractSnapshot.IsFrozen(thing.Key))
                found.Add(new BreakingChange(name, "is frozen no longer."));
            else
                found.AddRange(Between(name, members, thing.Value, ContractSnapshot.IsFrozen(heading)));
        }
        return found;
    }

    static IEnumerable<BreakingChange> Between(
        string owner, IReadOnlyList<ContractMember> former, IReadOnlyList<ContractMember> now, bool isFrozen)
    {
        var present = now.ToDictionary(member => member.Key);
        foreach (var member in former)
        {
            var subject = $"{owner}.{member.Name}";
            if (!present.TryGetValue(member.Key, out var found))
            {
                var moved = now.FirstOrDefault(other => other.Name == member.Name);
                yield return new BreakingChange(subject, moved is null ? "is gone." : $"was renumbered from {member.Key} to {moved.Key}.");
            }
            else if (found.Name != member.Name)
            {
                yield return new BreakingChange(subject, $"was renamed to {found.Name}.");
            }
            // A route may be given to an RPC that had none; nothing else may be added to a member.
            else if (found.Traits != member.Traits && !IsRouteGiven(member.Traits, found.Traits))
            {
                yield return new BreakingChange(subject, $"was '{member.Traits}' and is '{found.Traits}'.");
            }
        }
        if (isFrozen)
        {
            foreach (var added in now.Where(member => former.All(other => other.Key != member.Key)))
                yield return new BreakingChange($"{owner}.{added.Name}", "was added to a frozen enum.");
        }
    }

    static bool IsRouteGiven(string former, string now) =>
        former.StartsWith('(') && former.EndsWith(')') && now.StartsWith(former + " ", StringComparison.Ordinal);
}
