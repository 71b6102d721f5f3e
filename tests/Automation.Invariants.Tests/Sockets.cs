using System.Globalization;

namespace Automation.Invariants.Tests;

/// <summary>Which process a TCP connection of this machine belongs to, as the kernel knows it.</summary>
static class Sockets
{
    static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>
    /// The local ports of a process's connections to a server, also while it is frozen. Connections to different servers
    /// may have the same local port, also those of different processes.
    /// </summary>
    /// <param name="processId">The process.</param>
    /// <param name="serverPort">Of the server.</param>
    public static HashSet<int> PortsOf(int processId, int serverPort)
    {
        var inodes = InodesOf(processId);
        return [.. s_tables.Where(File.Exists)
            .SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            // sl, local_address, rem_address, st, queues, timer, retransmits, uid, timeout, inode
            .Where(columns => inodes.Contains(columns[9]) && PortIn(columns[2]) == serverPort)
            .Select(columns => PortIn(columns[1]))];
    }

    static int PortIn(string address) => int.Parse(address.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    static HashSet<string> InodesOf(int processId)
    {
        var inodes = new HashSet<string>();
        if (!Directory.Exists($"/proc/{processId}/fd"))
            return inodes;
        foreach (var descriptor in Directory.GetFiles($"/proc/{processId}/fd"))
        {
            try
            {
                if (File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name is { } name
                    && name.StartsWith("socket:[", StringComparison.Ordinal))
                    inodes.Add(name["socket:[".Length..^1]);
            }
            catch (FileNotFoundException)
            {
                // Closed by now.
            }
        }
        return inodes;
    }
}
