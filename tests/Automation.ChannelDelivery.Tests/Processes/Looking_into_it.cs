using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>What a shop reads of its messages and says about sending.</summary>
[Trait("kind", "stack")]
public sealed class Looking_into_it(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task Another_shop_reads_nothing_of_this_one()
    {
        var (shop, other) = (await DeliveryShop.OpenAsync(Stack), await DeliveryShop.OpenAsync(Stack));
        var buyer = await shop.AddBuyerAsync();
        var record = await shop.LeaveCartAsync(buyer);
        await shop.WaitForAsync(record, DeliveryState.Sent);
        await shop.PutPolicyAsync(new SendPolicy { QuietHours = new QuietHours { StartTimeOfDay = "23:00", EndTimeOfDay = "05:00" } });

        var missing = await Assert.ThrowsAsync<RpcException>(() => other.GetAsync(record.MessageId));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
        Assert.Empty((await other.Deliveries.ListMessagesAsync(new ListMessagesRequest())).Messages);
        Assert.Empty(await other.ListAsync(buyer));
        Assert.Null((await other.Policies.GetSendPolicyAsync(new GetSendPolicyRequest())).Policy.QuietHours);

        var nobody = new DeliveryService.DeliveryServiceClient(Stack.Suite.AsNobody("channel-delivery"));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await nobody.ListMessagesAsync(new ListMessagesRequest()));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task Lists_are_paged_and_refuse_what_they_cannot_answer()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        var sent = new List<string>();
        for (var at = 0; at < 5; at++)
        {
            sent.Add((await shop.LeaveCartAsync(buyer)).MessageId);
            Stack.Clock.MoveBy(TimeSpan.FromSeconds(1));
        }
        await Stack.UntilAsync("five are sent", async () =>
            (await shop.ListAsync(buyer)).Count(message => message.State is DeliveryState.Sent) == 5);
        var request = new ListMessagesRequest { State = DeliveryState.Sent, PageSize = 2 };
        var listed = new List<string>();
        do
        {
            var page = await shop.Deliveries.ListMessagesAsync(request);
            listed.AddRange(page.Messages.Select(message => message.MessageId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(sent.AsEnumerable().Reverse(), listed);

        var token = (await shop.Deliveries.ListMessagesAsync(new ListMessagesRequest { PageSize = 2 })).NextPageToken;
        await AssertRefusedAsync("page_token", new ListMessagesRequest { State = DeliveryState.Sent, PageToken = token });
        await AssertRefusedAsync("page_token", new ListMessagesRequest { PageToken = "nonsense" });
        await AssertRefusedAsync("page_size", new ListMessagesRequest { PageSize = -1 });
        await AssertRefusedAsync("state", new ListMessagesRequest { State = (DeliveryState)99 });
        var noId = await Assert.ThrowsAsync<RpcException>(() => shop.GetAsync("x"));
        Assert.Equal(StatusCode.InvalidArgument, noId.StatusCode);

        async Task AssertRefusedAsync(string field, ListMessagesRequest wrong)
        {
            var error = await Assert.ThrowsAsync<RpcException>(async () => await shop.Deliveries.ListMessagesAsync(wrong));
            Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
            Assert.Contains(field, error.Status.Detail);
        }
    }

    [Fact]
    public async Task A_policy_is_put_by_who_read_the_latest_one()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var first = await shop.PutPolicyAsync(new SendPolicy { QuietHours = new QuietHours { StartTimeOfDay = "22:00", EndTimeOfDay = "08:00" } });
        var read = (await shop.Policies.GetSendPolicyAsync(new GetSendPolicyRequest())).Policy;
        Assert.Equal(first, read);
        var changed = read.Clone();
        changed.QuietHours.EndTimeOfDay = "09:00";
        Assert.NotEqual(read.Etag, (await shop.PutPolicyAsync(changed)).Etag);
        foreach (var stale in new[] { read.Etag, "", "nonsense" })
        {
            var late = changed.Clone();
            late.Etag = stale;
            var error = await Assert.ThrowsAsync<RpcException>(() => shop.PutPolicyAsync(late));
            Assert.Equal(StatusCode.Aborted, error.StatusCode);
        }
        foreach (var wrong in new[]
        {
            new SendPolicy { QuietHours = new QuietHours { StartTimeOfDay = "24:00", EndTimeOfDay = "08:00" } },
            new SendPolicy { QuietHours = new QuietHours { StartTimeOfDay = "08:00", EndTimeOfDay = "08:00" } },
            new SendPolicy { QuietHours = new QuietHours { StartTimeOfDay = "8:00", EndTimeOfDay = "" } },
            new SendPolicy { FrequencyCaps = { new FrequencyCap { MessageCount = 1, Window = Duration.FromTimeSpan(TimeSpan.FromDays(1)) } } },
            new SendPolicy { FrequencyCaps = { new FrequencyCap { Channel = Channel.Email, Window = Duration.FromTimeSpan(TimeSpan.FromDays(1)) } } },
            new SendPolicy { FrequencyCaps = { new FrequencyCap { Channel = Channel.Email, MessageCount = 1, Window = Duration.FromTimeSpan(TimeSpan.FromDays(91)) } } },
            new SendPolicy { FrequencyCaps = { new FrequencyCap { Channel = Channel.Email, MessageCount = 1, Window = new Duration { Seconds = 60, Nanos = -1 } } } },
            new SendPolicy { FrequencyCaps = { new FrequencyCap { Channel = Channel.Email, MessageCount = 1 } } },
        })
        {
            var error = await Assert.ThrowsAsync<RpcException>(() => shop.PutPolicyAsync(wrong));
            Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        }
    }
}
