using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Automation.AppHost;

/// <summary>Fixed ports, all moved by AUTOMATION_PORT_BASE, so that several stacks run side by side.</summary>
sealed class Ports(IDistributedApplicationBuilder builder)
{
    const string Variable = "AUTOMATION_PORT_BASE";

    readonly int _base = int.Parse(builder.Configuration[Variable] ?? "18000", CultureInfo.InvariantCulture);

    public int At(int offset) => _base + offset;

    /// <summary>The port as text, once it is known to be free: whoever binds it later could not say whose it is.</summary>
    public string Claim(int offset, string owner)
    {
        if (builder.ExecutionContext.IsRunMode && Answers(At(offset)))
            throw new DistributedApplicationException(
                $"Port {At(offset)} is taken, {owner} wants it; end what listens there or set {Variable} (now {_base}) to move every port.");
        return At(offset).ToString(CultureInfo.InvariantCulture);
    }

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
