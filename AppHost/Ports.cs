using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Automation.AppHost;

/// <summary>Fixed ports, all moved by AUTOMATION_PORT_BASE, so that several stacks run side by side.</summary>
sealed class Ports(IDistributedApplicationBuilder builder)
{
    const string Variable = "AUTOMATION_PORT_BASE";
    // From here on the gateway and the others of services.json have theirs.
    const int FirstOfServices = 80;

    readonly int _base = int.Parse(builder.Configuration[Variable] ?? "18000", CultureInfo.InvariantCulture);
    int _nextForReplica;

    public int At(int offset) => _base + offset;

    /// <summary>Offsets for a further replica of some service, in the order in which they are asked for.</summary>
    public (int Grpc, int Http) NextForReplica()
    {
        var grpc = _nextForReplica;
        _nextForReplica += 2;
        return _nextForReplica <= FirstOfServices
            ? (grpc, grpc + 1)
            : throw new DistributedApplicationException(
                $"A stack has ports for {FirstOfServices / 2} further replicas; lower one of Parameters:replicas-….");
    }

    /// <summary>The port, once it is known to be free: whoever binds it later could not say whose it is.</summary>
    public int Claim(int offset, string owner)
    {
        if (builder.ExecutionContext.IsRunMode && Answers(At(offset)))
            throw new DistributedApplicationException(
                $"Port {At(offset)} is taken, {owner} wants it; end what listens there or set {Variable} (now {_base}) to move every port.");
        return At(offset);
    }

    public string ClaimText(int offset, string owner) => Claim(offset, owner).ToString(CultureInfo.InvariantCulture);

    static bool Answers(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
