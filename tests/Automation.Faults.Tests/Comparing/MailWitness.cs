using System.Text;
using System.Text.RegularExpressions;

namespace Automation.Faults.Tests.Comparing;

/// <summary>
/// Listens on the link to the mail server for what the server accepts. maildev answers before its file is written, so a
/// kill can lose what it has accepted; the wire cannot.
/// </summary>
sealed partial class MailWitness
{
    readonly Lock _gate = new();
    readonly Dictionary<int, Conversation> _conversations = [];
    readonly List<Guid> _accepted = [];

    /// <summary>Message ids, as often as each was accepted.</summary>
    public IReadOnlyList<Guid> Accepted
    {
        get
        {
            lock (_gate)
                return [.. _accepted];
        }
    }

    public void See(int connection, bool isFromClient, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (!_conversations.TryGetValue(connection, out var conversation))
                _conversations[connection] = conversation = new Conversation();
            if (isFromClient)
                conversation.Said(Encoding.ASCII.GetString(bytes));
            else if (Encoding.ASCII.GetString(bytes).Contains("Message queued as", StringComparison.Ordinal))
                _accepted.Add(conversation.Message ?? throw new InvalidOperationException("A mail without a Message-ID was accepted."));
        }
    }

    [GeneratedRegex("Message-ID: <(?<id>[0-9a-f-]{36})@")]
    private static partial Regex MessageIdPattern();

    sealed class Conversation
    {
        // A header that is cut in two pieces is found when the second one is there.
        const int Longest = 100;

        string _end = "";

        public Guid? Message { get; private set; }

        public void Said(string text)
        {
            var all = _end + text;
            if (MessageIdPattern().Matches(all) is { Count: > 0 } found)
                Message = Guid.Parse(found[^1].Groups["id"].ValueSpan);
            _end = all[Math.Max(0, all.Length - Longest)..];
        }
    }
}
