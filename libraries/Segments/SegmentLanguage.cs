using Automation.Commerce;
using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Profiles.Customers;
using Automation.Segmentation.V1;
using Automation.Segments.Evaluating;
using Google.Protobuf;

namespace Automation.Segments;

/// <summary>What conditions of segments may read and ask.</summary>
public static class SegmentLanguage
{
    /// <summary>The root <c>profile</c>, and history. Any segment and list may be asked for.</summary>
    public static RootSet Roots { get; } = RootsOf(null, null);

    /// <param name="hasSegment">Whether there is such a segment.</param>
    /// <param name="hasList">Whether there is such a list; null: any.</param>
    public static RootSet RootsWith(Func<string, bool> hasSegment, Func<string, bool>? hasList = null) => RootsOf(hasSegment, hasList);

    // A membership follows from the profile: what the profile shows of memberships is behind it.
    static RootSet RootsOf(Func<string, bool>? hasSegment, Func<string, bool>? hasList) => new RootSet().With("profile", Profile.Descriptor)
        .Without("profile.segment_ids", "memberships are asked for with in_segment(\"…\"), which knows them as of the same record; use that.")
        .With(new HistoryScope
        {
            EventType = ShopperEvents.TypeOf,
            EventNames = ShopperEvents.Names,
            HasSegment = hasSegment,
            HasList = hasList,
            CartStates = [.. Cart.Descriptor.FindFieldByName("state").EnumType.Values.Skip(1).Select(value => value.Name)],
            LifecycleStages = LifecycleStages.All,
            Unsupported = Unsupported,
        });

    // What the profile cannot tell yet.
    static string? Unsupported(IMessage asked) => asked switch
    {
        Condition { Consented.TopicId.Length: > 0 } => "consent is kept for a channel, not yet for a topic; leave the topic out.",
        Operand { KindCase: Operand.KindOneofCase.PredictionId } =>
            "predictions are not supported yet; compare history instead, such as events(\"order_completed\").in_last(\"90d\").count() == 0.",
        _ => null,
    };
}
