using Automation.Clients.Ingestion;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf;
using Xunit;

namespace Automation.Following.Tests;

public sealed class A_log_of_the_suite
{
    // A kind that no build of today knows: field 1000, as a later one may write it.
    static readonly LoggedEvent s_control = new()
    {
        Sequence = 7,
        Control = ControlRecord.Parser.ParseFrom([0xc2, 0x3e, 0x02, 0x08, 0x01]),
    };

    [Fact]
    public void Takes_an_unknown_control_record_for_a_record()
    {
        Assert.True(IngestionLogs.Events.IsReadable(s_control));
        Assert.True(SegmentationLogs.Memberships.IsReadable(new MembershipRecord { Event = s_control }));
    }

    [Fact]
    public void Tells_damaged_bytes_from_a_control_record()
    {
        Assert.False(IngestionLogs.Events.IsReadable(new LoggedEvent { Sequence = 7 }));
        Assert.False(SegmentationLogs.Memberships.IsReadable(new MembershipRecord { Event = new LoggedEvent { Sequence = 7 } }));
    }

    [Fact]
    public void Hands_a_control_record_on_with_all_that_it_holds()
    {
        var handed = MembershipRecord.Parser.ParseFrom(new MembershipRecord { Event = s_control }.ToByteArray());
        Assert.Equal([0xc2, 0x3e, 0x02, 0x08, 0x01], handed.Event.Control.ToByteArray());
    }
}
