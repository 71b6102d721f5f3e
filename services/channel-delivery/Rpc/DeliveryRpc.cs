using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.Storage;
using Automation.ChannelDelivery.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Grpc.Core;

namespace Automation.ChannelDelivery.Rpc;

/// <summary>Answers what became of the messages of the caller's shop.</summary>
sealed class DeliveryRpc(MessageReader messages) : DeliveryService.DeliveryServiceBase
{
    public override async Task<GetMessageResponse> GetMessage(GetMessageRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var messageId = ReadId("message_id", request.MessageId);
        return new GetMessageResponse
        {
            Message = await messages.FindAsync(shopId, messageId, context.CancellationToken)
                ?? throw Fault.NotFound("message", request.MessageId),
        };
    }

    public override async Task<ListMessagesResponse> ListMessages(ListMessagesRequest request, ServerCallContext context)
    {
        var (page, next) = await ListAsync(null, request.State, request.PageSize, request.PageToken, context);
        return new ListMessagesResponse { Messages = { page }, NextPageToken = next };
    }

    public override async Task<ListShopperMessagesResponse> ListShopperMessages(
        ListShopperMessagesRequest request, ServerCallContext context)
    {
        var shopperId = ReadId("shopper_id", request.ShopperId);
        var (page, next) = await ListAsync(shopperId, request.State, request.PageSize, request.PageToken, context);
        return new ListShopperMessagesResponse { Messages = { page }, NextPageToken = next };
    }

    async Task<(List<Delivery> Page, string NextToken)> ListAsync(
        Guid? shopperId, DeliveryState state, int pageSize, string pageToken, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (!Enum.IsDefined(state))
            throw Fault.Invalid("state", $"{(int)state} is not a state; use one of DeliveryState.");
        var size = PageSize.Of(pageSize);
        string[] list = ["messages", shopId, $"{shopperId}", $"{state}"];
        var before = PageToken.Read<MessageCursor>(pageToken, list);
        var filter = new MessageFilter(
            shopId, shopperId, state is DeliveryState.Unspecified ? null : (MessageState)state, before, size + 1);
        var found = await messages.ListAsync(filter, context.CancellationToken);
        if (found.Count <= size)
            return (found, "");
        found.RemoveAt(size);
        return (found, PageToken.Write(new MessageCursor(found[^1].DecideTime.ToDateTimeOffset(), Guid.Parse(found[^1].MessageId)), list));
    }

    static Guid ReadId(string field, string text)
    {
        if (text.Length == 0)
            throw Fault.Required(field);
        return Guid.TryParseExact(text, "D", out var id)
            ? id
            : throw Fault.Invalid(field, $"'{(text.Length > 50 ? text[..50] : text)}' is not a UUID; send one of 36 characters.");
    }
}
