using Automation.Commerce.V1;

namespace Automation.Profiles;

static partial class ProfileFold
{
    /// <summary>Lists that a shopper can be or have been in. More are left out.</summary>
    public const int MaxLists = 1_000;

    static void ChangeList(ProfileState state, LoggedEvent logged)
    {
        var (action, standings) = (logged.Event.ListChanged, state.ListStandings);
        var place = 0;
        while (place < standings.Count && string.CompareOrdinal(standings[place].ListId, action.ListId) < 0)
            place++;
        var isKnown = place < standings.Count && standings[place].ListId == action.ListId;
        if (isKnown ? standings[place].Sequence >= logged.Sequence : standings.Count >= MaxLists)
            return;
        var standing = new ListStanding { ListId = action.ListId, Sequence = logged.Sequence, Member = action.Change is ListChange.Joined };
        if (isKnown)
            standings[place] = standing;
        else
            standings.Insert(place, standing);
        state.Profile.ListIds.Clear();
        state.Profile.ListIds.Add(standings.Where(one => one.Member).Select(one => one.ListId));
    }
}
