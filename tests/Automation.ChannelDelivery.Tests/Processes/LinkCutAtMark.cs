using System.Text;
using Automation.Testing;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>A link to PostgreSQL that breaks once: when the server has committed that a message is being sent, and before the service learns of it.</summary>
sealed class LinkCutAtMark : IDisposable
{
    readonly int _port;
    readonly LinkRelay _relay;
    readonly HashSet<int> _marking = [];
    readonly HashSet<int> _committing = [];

    public LinkCutAtMark(int port)
    {
        _port = port;
        _relay = new LinkRelay(port, See);
    }

    public bool IsCut { get; private set; }

    public string Through(string connectionString) =>
        connectionString.Replace($"Port={_port};", $"Port={_relay.Port};", StringComparison.Ordinal);

    public void Dispose() => _relay.Dispose();

    void See(int connection, bool isFromClient, ReadOnlySpan<byte> bytes)
    {
        lock (_marking)
        {
            var text = Encoding.ASCII.GetString(bytes);
            // On its own it is committed with its answer, in a transaction with that of COMMIT: the whole statement, for
            // the packet that begins a transaction says READ COMMITTED.
            if (isFromClient && text.Contains("attempts = attempts + 1", StringComparison.Ordinal))
                (text.Contains("BEGIN", StringComparison.Ordinal) ? _marking : _committing).Add(connection);
            else if (isFromClient && _marking.Contains(connection) && text.Contains("COMMIT\0", StringComparison.Ordinal))
                _committing.Add(connection);
            else if (!isFromClient && !IsCut && _committing.Contains(connection))
            {
                IsCut = true;
                _relay.Reset(connection);
            }
        }
    }
}
