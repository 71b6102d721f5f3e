using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Gives every endpoint its port before the first process starts, so that all can be told of each other.</summary>
static class PortAllocation
{
    // Below those that Linux gives to clients: a process binds its port a while after it was chosen, and a connection made
    // meanwhile could have been given it. One after the other for the same reason.
    const int First = 30_000;
    const int End = 32_768;

    static int s_last = Random.Shared.Next(End - First);

    public static void Allocate(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources)
            foreach (var endpoint in resource.Endpoints())
            {
                if (!endpoint.IsProxied && resource.Replicas() > 1)
                    throw new DistributedApplicationException(
                        $"Endpoint '{endpoint.Name}' of '{resource.Name}' is not proxied, so its {resource.Replicas()} replicas would all need one port.");
                endpoint.AllocatedPort = endpoint.Port ?? endpoint.TargetPort ?? Free();
            }
    }

    public static int Free()
    {
        for (var tried = First; tried < End; tried++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % (End - First));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
            }
        }
        throw new DistributedApplicationException($"Every port of 127.0.0.1 from {First} to {End - 1} is taken; end some of their owners.");
    }
}
