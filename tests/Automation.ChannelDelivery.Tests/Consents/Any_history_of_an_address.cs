using Automation.ChannelDelivery.Sending;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Consents;

/// <summary>
/// Shoppers share, change and merge addresses, and say yes and no in any order. After an opt-out no marketing reaches the address
/// until a later consent for it, and what was said for another address is nothing for it.
/// </summary>
public sealed class Any_history_of_an_address
{
    const int Histories = 4_000;

    [Fact]
    public void Is_obeyed_at_every_send()
    {
        var (sent, held) = (0, 0);
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            var shop = new ModelledShop(random);
            for (var step = 0; step < 40; step++)
            {
                shop.Happen();
                foreach (var shopper in shop.Shoppers.Where(shopper => shopper.Email.Length > 0))
                {
                    var isSent = shop.Decide(shopper) is SendDecision.Go;
                    Assert.True(isSent == shop.MayReach(shopper.Email), $"seed {seed}, step {step}: {shopper.Email} {(isSent ? "was reached" : "was not reached")}\n{shop}");
                    (sent, held) = isSent ? (sent + 1, held) : (sent, held + 1);
                }
            }
        }
        // Neither answer is rare.
        Assert.InRange(sent / (double)(sent + held), 0.1, 0.9);
    }
}
