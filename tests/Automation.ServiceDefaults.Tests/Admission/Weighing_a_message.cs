using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Admission;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Admission;

public sealed class Weighing_a_message
{
    static readonly MessageShape s_batch = MessageShape.Of(BatchRecordEventsRequest.Descriptor);

    [Fact]
    public void Empty_events_by_the_hundred_thousand_are_too_heavy() => Assert.True(IsTooHeavy(Repeat([0x0a, 0x00], 100_000)));

    [Fact]
    public void Empty_lines_within_one_event_are_too_heavy()
    {
        // cart_updated.lines of a single event.
        var line = FieldOf(CartUpdated.Descriptor.FindFieldByName("lines").FieldNumber, []);
        var cart = FieldOf(Event.Descriptor.FindFieldByName("cart_updated").FieldNumber, Repeat(line, 200_000));
        Assert.True(IsTooHeavy(FieldOf(1, cart)));
    }

    [Fact]
    public void Fields_that_nobody_knows_are_too_heavy() => Assert.True(IsTooHeavy(Repeat([0x98, 0x3f, 0x01], 100_000)));

    [Fact]
    public void A_full_batch_of_real_events_is_not()
    {
        var batch = new BatchRecordEventsRequest();
        while (batch.CalculateSize() < 500_000)
            batch.Events.Add(Order(batch.Events.Count));
        Assert.InRange(batch.Events.Count, 50, 500);
        Assert.False(IsTooHeavy(batch.ToByteArray()));
    }

    [Fact]
    public void Small_ones_may_be_as_they_like() => Assert.False(IsTooHeavy(Repeat([0x0a, 0x00], 26_000)));

    [Fact]
    public void What_is_no_message_is_left_to_the_parser()
    {
        var random = new Random(16);
        var noise = new byte[60_000];
        for (var turn = 0; turn < 200; turn++)
        {
            random.NextBytes(noise);
            IsTooHeavy(noise);
        }
        Assert.False(IsTooHeavy([.. Repeat([0x0a, 0xff, 0xff, 0xff, 0x7f], 20_000)]));
    }

    static bool IsTooHeavy(byte[] message) => MessageWeight.IsTooHeavy(message, s_batch);

    static Event Order(int number) => new()
    {
        EventId = $"event-{number}",
        OccurTime = new Timestamp { Seconds = 1_700_000_000 + number },
        Identifiers = new Identifiers { UserId = $"user-{number}" },
        OrderCompleted = new OrderCompleted
        {
            OrderId = $"order-{number}",
            Total = new Money { CurrencyCode = "EUR", Units = 20 },
            Lines =
            {
                Enumerable.Range(0, 80).Select(line => new LineItem
                {
                    ProductId = $"p{line}", Quantity = 1, UnitPrice = new Money { CurrencyCode = "EUR", Units = 1 },
                }),
            },
        },
    };

    static byte[] FieldOf(int number, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }
        return stream.ToArray();
    }

    static byte[] Repeat(byte[] bytes, int count)
    {
        var all = new byte[bytes.Length * count];
        for (var i = 0; i < count; i++)
            bytes.CopyTo(all, i * bytes.Length);
        return all;
    }
}
