namespace Automation.Recommendations.Models.Sessions;

/// <summary>An item of a <see cref="SessionIndex"/> with the sessions that it is in.</summary>
sealed class IndexedItem(string name, int number)
{
    // From _start on, ascending: sessions go at the front, and come at the end or near it.
    int[] _sampled = new int[2];
    int _start;
    int _count;

    public string Name { get; } = name;

    public int Number { get; } = number;

    /// <summary>All sessions that it is in, sampled or not.</summary>
    public int Sessions { get; private set; }

    /// <summary>The latest of them, ascending.</summary>
    public ReadOnlySpan<int> Sampled => _sampled.AsSpan(_start, _count);

    /// <summary>Adds a session that it is not in yet.</summary>
    public void Add(int session, int maxSampled)
    {
        Sessions++;
        if (_count == maxSampled)
        {
            if (unchecked(session - _sampled[_start]) < 0)
                return;
            _start++;
            _count--;
        }
        if (_start + _count == _sampled.Length)
            MakeRoom(maxSampled);
        var place = _start + _count++;
        // Visits that are open at the same time gain items in any order.
        for (; place > _start && unchecked(_sampled[place - 1] - session) > 0; place--)
            _sampled[place] = _sampled[place - 1];
        _sampled[place] = session;
    }

    /// <summary>Removes a session that it is in.</summary>
    public void Remove(int session)
    {
        Sessions--;
        var found = Sampled.IndexOf(session);
        if (found < 0)
            return;
        if (found == 0)
            _start++;
        else
            _sampled.AsSpan(_start + found + 1, _count - found - 1).CopyTo(_sampled.AsSpan(_start + found));
        _count--;
    }

    void MakeRoom(int maxSampled)
    {
        // Half of it is free: moved together, it does for as many again.
        var target = _start >= _sampled.Length / 2 ? _sampled : new int[Math.Min(_sampled.Length * 2, Math.Max(maxSampled * 2, 2))];
        Sampled.CopyTo(target);
        _sampled = target;
        _start = 0;
    }
}
