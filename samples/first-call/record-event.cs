#:project ../../protos/Automation.Protos.csproj
#:package Grpc.Net.Client
#:property PublishAot=false

// Tells the suite that a shopper put something into a cart, and reads the profile that follows from it.
// dotnet run samples/first-call/record-event.cs -- <gateway gRPC address> <key>

using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Grpc.Core;
using Grpc.Net.Client;

if (args is not [var address, var key])
{
    Console.Error.WriteLine("Usage: record-event.cs <gateway gRPC address> <key>");
    return 2;
}

using var channel = GrpcChannel.ForAddress(address);
var headers = new Metadata { { "authorization", $"Bearer {key}" } };

var recorded = await new IngestionService.IngestionServiceClient(channel).RecordEventAsync(
    new RecordEventRequest
    {
        Event = new Event
        {
            EventId = Guid.CreateVersion7().ToString(),
            Identifiers = new Identifiers { UserId = "ada", Email = "ada@shop.example.com" },
            ProductAdded = new ProductAdded
            {
                CartId = "cart-1",
                Product = new LineItem
                {
                    ProductId = "85048",
                    Title = "Christmas glass ball, 20 lights",
                    Quantity = 2,
                    UnitPrice = new Money { CurrencyCode = "EUR", Units = 6, Nanos = 950_000_000 },
                },
            },
        },
    },
    headers);
Console.WriteLine($"recorded as {recorded.Outcome} for shopper {recorded.ShopperId}");

// min_position: the answer includes the event, however far segmentation has come at this moment.
var profile = (await new ProfileService.ProfileServiceClient(channel).GetProfileAsync(
    new GetProfileRequest { ShopperId = recorded.ShopperId, MinPosition = recorded.Position }, headers)).Profile;
foreach (var cart in profile.Carts)
    Console.WriteLine($"{cart.CartId}: {cart.State}, {cart.Lines.Count} line, subtotal {cart.Subtotal.Units}.{cart.Subtotal.Nanos / 10_000_000:00} {cart.Subtotal.CurrencyCode}");
return 0;
