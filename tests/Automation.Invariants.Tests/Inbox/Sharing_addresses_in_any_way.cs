using Xunit.Abstractions;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>
/// Invariant 7, from the entry point to the inbox: after an opt-out no marketing reaches the address until a later consent for
/// it, whoever of the shop's shoppers has it by then. What may be sent is worked out apart, from what was said.
/// </summary>
[Trait("kind", "stack")]
[Collection(InboxCollection.Name)]
public sealed class Sharing_addresses_in_any_way(RealInbox inbox, ITestOutputHelper output)
{
    const int Households = 12;
    const int Rounds = 5;

    [Fact]
    public async Task Nobody_is_written_to_at_an_address_that_opted_out()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var shop = await AttackedShop.OpenAsync(inbox.Suite);
        var households = Enumerable.Range(0, Households).Select(number => new Household(inbox, shop, number, seed + number)).ToList();
        var (reached, spared, seen) = (0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var carts = await Task.WhenAll(households.Select(household => household.LiveAsync()));
            var left = households.Zip(carts).SelectMany(pair => pair.Second.Select(cart => (Household: pair.First, Cart: cart))).ToList();
            await inbox.AnHourLaterAsync();

            var mails = (await inbox.MailsAsync(shop)).Skip(seen).ToList();
            seen += mails.Count;
            Assert.Subset(left.Select(one => one.Cart.Item).ToHashSet(), mails.Select(mail => Assert.Single(mail.Items)).ToHashSet());
            foreach (var (household, cart) in left)
            {
                var arrived = mails.Where(mail => mail.Items[0] == cart.Item).Select(mail => mail.To).ToList();
                var isReached = household.Model.Reaches(cart.ShopperId);
                var address = household.Model.AddressOf(cart.ShopperId);
                Assert.True(
                    arrived.SequenceEqual(isReached ? [address!] : []),
                    $"Seed {seed}, round {round}: {cart} of {cart.ShopperId[^4..]} at {address} was {(isReached ? "" : "not ")}to arrive, and arrived at '{string.Join(", ", arrived)}':\n{household}");
                (reached, spared) = isReached ? (reached + 1, spared) : (reached, spared + 1);
            }
            households.ForEach(household => household.Receive(mails));
        }
        // Neither is rare.
        Assert.InRange(reached / (double)(reached + spared), 0.1, 0.9);
    }
}
