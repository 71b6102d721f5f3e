using System.Security.Cryptography;
using System.Text;
using Automation.ChannelDelivery.Links;
using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Storage;

/// <summary>A database as the build before wrote it: nothing is lost, and what it did not keep is made up for by the stricter side.</summary>
[Trait("kind", "stack")]
public sealed class Rows_of_the_build_before
{
    const string Before = "20261122000000_CreateDelivery";
    const string Suppressed = "refused@shop.example.com";

    static readonly Message Open = Samples.Message();
    static readonly Message Sent = Open with { MessageId = Guid.Parse("11111111-1111-4111-8111-111111111112") };

    [Fact]
    public async Task Are_sent_counted_suppressed_and_opted_out_of()
    {
        await using var database = await DeliveryDatabase.CreateAsync(Before);
        await database.AddAsync(Open);
        await database.AddAsync(Sent);
        await database.ExecuteAsync("UPDATE messages SET claim_token = NULL");
        await database.ExecuteAsync("UPDATE messages SET state = 4, send_time = $1 WHERE message_id = $2", Samples.Noon, Sent.MessageId);
        await database.ExecuteAsync(
            "INSERT INTO suppressions VALUES ('shop-a', 1, $1, 'RECIPIENT_REFUSED', $2, $3)",
            HashOfTheBuildBefore(Suppressed), Sent.MessageId, Samples.Noon);
        var policy = new SendPolicy
        {
            FrequencyCaps = { new FrequencyCap { Channel = Channel.Email, MessageCount = 1, Window = Duration.FromTimeSpan(TimeSpan.FromDays(1)) } },
        };
        await database.ExecuteAsync("INSERT INTO send_policies VALUES ('shop-a', $1, $2)", policy.ToByteArray(), Guid.NewGuid());

        await database.MigrateAsync();

        var claimed = Assert.Single(await database.Claims.ClaimDueAsync(Samples.Noon, 10, default));
        Assert.Equal(Open.MessageId, claimed.MessageId);
        var facts = await database.Facts.ReadAsync(
            "shop-a", [(claimed, "ada@shop.example.com"), (claimed, Suppressed), (claimed, "Refused@shop.example.com"), (claimed, null)], Samples.Noon, default);
        Assert.Equal([false, true, true, false], facts.IsSuppressed);
        Assert.Equal([1, 1, 1, 1], facts.RecentCounts);
        Assert.Equal(1, Assert.Single(facts.Policy.Caps).MessageCount);
        Assert.All(facts.OptOutTimes, Assert.Null);
        var cap = new FrequencyLimit(Channel.Email, 1, TimeSpan.FromDays(1));
        var note = new DecisionNote("", Samples.Noon, 7);
        Assert.Equal(SendStart.Capped, await database.Ledger.BeginAsync(
            claimed, "ada@shop.example.com", note, "", cap, TimeSpan.FromSeconds(30), default));

        // Where it went was not kept, so its link opts the shopper out, whatever the address.
        var link = new LinkToken(LinkKind.Unsubscribe, "shop-a", Sent.ShopperId, Sent.MessageId, Channel.Email, null);
        Assert.Null(await database.OptOuts.FindAddressAsync(link, default));
        await database.OptOuts.AddAsync(link, null, Samples.Noon, null, default);
        var other = Open with { ShopperId = Guid.NewGuid() };
        facts = await database.Facts.ReadAsync("shop-a", [(claimed, "ada@shop.example.com"), (claimed, null), (other, "ada@shop.example.com")], Samples.Noon, default);
        Assert.Equal([Samples.Noon, Samples.Noon, null], facts.OptOutTimes);

        Assert.Equal(SendStart.Begun, await database.Ledger.BeginAsync(
            claimed, "ada@shop.example.com", note, "", cap with { MessageCount = 2 }, TimeSpan.FromSeconds(30), default));
        Assert.Equal("ada@shop.example.com", await database.OptOuts.FindAddressAsync(link with { MessageId = claimed.MessageId }, default));
    }

    [Fact]
    public async Task Are_there_again_after_a_step_back()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        await database.AddAsync(Open);
        await database.MigrateAsync(Before);
        await database.MigrateAsync();
        Assert.Equal(1L, await database.ExecuteAsync("SELECT count(*) FROM messages WHERE address IS NULL"));
    }

    static byte[] HashOfTheBuildBefore(string address)
    {
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(DeliveryDatabase.SigningKey), 32, info: "automation.channel-delivery.suppressions"u8.ToArray());
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"shop-a\n1\n{address}"));
    }
}
