using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Google.Protobuf;
using Xunit;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Writing_a_profile
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public void Makes_the_bytes_of_the_message_and_says_where_the_profile_is(int events)
    {
        var state = new ProfileState { Profile = new Profile { ShopperId = "0193a000-0000-7000-8000-000000000001", Position = new() { Sequence = 1 } } };
        for (var turn = 0; turn < events; turn++)
        {
            ProfileFold.Apply(state, new LoggedEvent
            {
                Partition = 1, Sequence = turn + 2, ShopId = "shop", ShopperId = state.Profile.ShopperId, LogTime = new() { Seconds = 1_760_000_000 + turn },
                Event = new Event
                {
                    Identifiers = new() { UserId = "ann", Email = "ann@example.com" },
                    ProductAdded = new() { CartId = $"c{turn % 7}", Product = new() { ProductId = $"p{turn}", Title = "A product", Quantity = 1 } },
                },
            });
        }
        var expected = state.ToByteArray();

        var bytes = ProfileBytes.Of(state, out var shown);

        Assert.Equal(expected, bytes);
        Assert.Equal(state.Profile.ToByteArray(), bytes[shown]);
        Assert.Equal(expected, state.ToByteArray());
    }
}
