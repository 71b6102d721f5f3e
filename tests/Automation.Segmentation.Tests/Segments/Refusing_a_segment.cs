using Automation.Segmentation.V1;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Refusing_a_segment(RunningSegments running)
{
    [Theory]
    [InlineData("profile.no_such_field == 1", "CONDITION_UNKNOWN_NAME")]
    [InlineData("profile.email > 5", "CONDITION_TYPE")]
    [InlineData("events(\"product_viewed\").in_last(\"0d\").count() > 1", "CONDITION_LITERAL")]
    [InlineData("profile.email ==", "CONDITION_SYNTAX")]
    [InlineData("in_segment(\"nobody\")", "CONDITION_UNKNOWN_NAME")]
    [InlineData("in_segment(\"new\")", "FIELD_INVALID")]
    [InlineData("in_list(\"staff\")", "CONDITION_UNKNOWN_NAME")]
    [InlineData("prediction(\"churn\") > 0.5", "CONDITION_UNSUPPORTED")]
    public async Task It_says_where_and_why_and_stores_nothing(string text, string reason)
    {
        var shop = await running.Suite.CreateShopAsync();
        var judged = await running.Segments(shop).ValidateSegmentAsync(new() { SegmentId = "new", Definition = new() { DisplayName = "New", Text = text } });
        var violation = Assert.Single(judged.Violations);
        Assert.Equal(("text", reason), (violation.Field.Split('.')[0], violation.Reason));
        Assert.NotEmpty(violation.Description);

        var refused = await RunningSegments.RefusedAsync(async () => await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("new", text)));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("definition.text", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await running.Segments(shop).ListSegmentsAsync(new())).Segments);
    }

    [Fact]
    public async Task Segments_that_ask_for_each_other_in_a_circle_are_refused_and_so_is_the_end_of_one_that_is_asked_for()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "a", "profile.order_summary.order_count >= 1");
        await running.PutAsync(shop, "b", "in_segment(\"a\") && has(profile.email)");

        var judged = await running.Segments(shop).ValidateSegmentAsync(
            new() { SegmentId = "a", Definition = new() { DisplayName = "A", Text = "in_segment(\"b\")" } });
        Assert.Contains("a asks for b asks for a", Assert.Single(judged.Violations).Description, StringComparison.Ordinal);
        foreach (var change in (Func<Task>[])
        [
            async () => await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("a", "has(profile.phone)")),
            async () => await running.Segments(shop).ArchiveSegmentAsync(new() { SegmentId = "a" }),
        ])
        {
            var refused = await RunningSegments.RefusedAsync(change);
            Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
            Assert.Contains("'b'", refused.Status.Detail, StringComparison.Ordinal);
        }
        // What counts asks still, although the latest version, which was given up, does not.
        await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("b", "has(profile.email)"));
        await running.Segments(shop).CancelPreparationAsync(new() { SegmentId = "b" });
        var asked = await RunningSegments.RefusedAsync(async () => await running.Segments(shop).ArchiveSegmentAsync(new() { SegmentId = "a" }));
        Assert.Equal(StatusCode.FailedPrecondition, asked.StatusCode);
        await running.Segments(shop).ArchiveSegmentAsync(new() { SegmentId = "b" });
        await running.Segments(shop).ArchiveSegmentAsync(new() { SegmentId = "a" });
    }

    [Fact]
    public async Task What_is_too_much_is_refused_before_anything_is_stored()
    {
        var shop = await running.Suite.CreateShopAsync();
        var text = string.Join(" && ", Enumerable.Repeat("profile.email != \"x\"", 4_000));
        var judged = await running.Segments(shop).ValidateSegmentAsync(new() { Definition = new() { DisplayName = "Long", Text = text } });
        Assert.Equal("CONDITION_TOO_LONG", Assert.Single(judged.Violations).Reason);
        text = string.Join(" && ", Enumerable.Repeat("profile.email != \"x\"", 201));
        judged = await running.Segments(shop).ValidateSegmentAsync(new() { Definition = new() { DisplayName = new string('x', 201), Text = text } });
        Assert.Equal(["FIELD_TOO_LONG display_name", "CONDITION_TOO_MANY_CLAUSES text"], judged.Violations.Select(violation => $"{violation.Reason} {violation.Field.Split('.')[0]}"));
        judged = await running.Segments(shop).ValidateSegmentAsync(new() { Definition = new() });
        Assert.Equal(["FIELD_REQUIRED display_name", "FIELD_REQUIRED text"], judged.Violations.Select(violation => $"{violation.Reason} {violation.Field}"));

        // As many as a shop may have, stored as if they had been put.
        await running.ExecuteAsync(
            """
            INSERT INTO segmentation.segments SELECT $1, 's' || n, 'S', 1, 1 FROM generate_series(1, 999) n;
            INSERT INTO segmentation.segment_versions SELECT $1, n, 's' || n, 1, 2, '', 1, '{}', now(), '{}' FROM generate_series(1, 999) n;
            """,
            shop.ShopId);
        await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("last", "has(profile.email)"));
        var refused = await RunningSegments.RefusedAsync(async () => await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("more", "has(profile.email)")));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("archive some first", refused.Status.Detail, StringComparison.Ordinal);
        await running.Segments(shop).ArchiveSegmentAsync(new() { SegmentId = "last" });
        await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("more", "has(profile.email)"));
    }

    [Fact]
    public async Task A_change_that_was_meant_for_another_state_is_refused()
    {
        var shop = await running.Suite.CreateShopAsync();
        var put = await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("a", "has(profile.email)"));
        var request = RunningSegments.Put("a", "has(profile.phone)");
        request.Etag = "r7";
        Assert.Equal(StatusCode.Aborted, (await RunningSegments.RefusedAsync(async () => await running.Segments(shop).PutSegmentAsync(request))).StatusCode);
        Assert.Equal(put.Segment.Version, (await running.Segments(shop).GetSegmentAsync(new() { SegmentId = "a" })).Segment.Version);
        Assert.Equal(StatusCode.NotFound, (await RunningSegments.RefusedAsync(async () => await running.Segments(shop).GetSegmentAsync(new() { SegmentId = "b" }))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await RunningSegments.RefusedAsync(async () => await running.Segments(shop).GetSegmentAsync(new() { SegmentId = "B!" }))).StatusCode);
    }
}
