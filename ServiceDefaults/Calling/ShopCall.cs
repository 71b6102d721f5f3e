using Automation.ServiceDefaults.Credentials;
using Grpc.Core;

namespace Automation.ServiceDefaults.Calling;

/// <summary>Call options of a service that calls for a shop.</summary>
public static class ShopCall
{
    public static CallOptions For(string shopId, CancellationToken cancellationToken, DateTime? deadline = null) =>
        new(new Metadata { { ServiceCredential.ShopHeader, shopId } }, deadline, cancellationToken);
}
