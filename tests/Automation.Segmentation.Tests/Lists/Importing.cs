using System.Text;
using Automation.Commerce.V1;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.Tests.Segments;
using Automation.Segmentation.V1;
using Automation.Testing;
using Google.Protobuf;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Lists;

[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Importing(RunningSegments running)
{
    [Fact]
    public async Task A_file_fills_a_list_and_profiles_and_says_whom_it_can_reach()
    {
        var shop = await running.Suite.CreateShopAsync();
        await Lists(shop).PutListAsync(new() { ListId = "fair", DisplayName = "Fair" });
        // Ann declined after the agreement that the file has of her.
        await RecordAsync(shop, "ann@example.com", new Event { ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Unsubscribed } });
        var created = await Imports(shop).CreateImportAsync(new()
        {
            RequestId = Guid.NewGuid().ToString(),
            Definition = new() { ListId = "fair", Csv = new() },
            Content = ByteString.CopyFromUtf8(
                """
                email;traits.city;consent.email;consent.source;consent.time;consent.wording;suppressed;Notes
                ann@example.com;York;yes;fair;2026-02-01;Write to me.;;
                bob@example.com;"York; Yorkshire";yes;fair;2026-02-01;Write to me.;;
                cem@example.com;;yes;;;;;
                dee@example.com;;no;;;;;
                eve@example.com;;yes;fair;2026-02-01;Write to me.;yes;
                fay@example.com;;;;;;;
                no mailbox;;;;;;;
                ;York;;;;;;
                gus@example.com;York;perhaps;;;;;
                """),
        });
        Assert.Equal(["Notes"], created.Import.IgnoredHeaders);
        var done = await DoneAsync(shop, created.Import.ImportId);

        Assert.Equal((ImportStage.Done, 9L, 9L), (done.Stage, done.TotalCount, done.DoneCount));
        Assert.Equal(
            new ImportCounts { ImportedCount = 6, RejectedCount = 3, GrantedCount = 2, UnprovenCount = 1, DeclinedCount = 2, ReportedCount = 4 }, done.Counts);
        Assert.Equal(
            new ImportReach { Channel = Channel.Email, ReachableCount = 1, NeverAskedCount = 2, OptedOutCount = 2, SuppressedCount = 1 },
            done.Reach.Single(reach => reach.Channel is Channel.Email));
        Assert.Equal(6, done.Reach.Single(reach => reach.Channel is Channel.Sms).NoAddressCount);
        Assert.Equal(6, (await Lists(shop).CountListMembersAsync(new() { ListId = "fair" })).MemberCount);
        var bob = await ProfileAsync(shop, "bob@example.com");
        Assert.Equal(("York; Yorkshire", "fair"), (bob.Traits.Fields["city"].StringValue, Assert.Single(bob.ListIds)));

        var rejected = await Imports(shop).ListImportRejectionsAsync(new() { ImportId = done.ImportId });
        Assert.Equal(
            ["4 CONSENT_UNPROVEN True", "8 FIELD_INVALID False", "9 IDENTIFIER_MISSING False", "10 VALUE_UNREADABLE False"],
            rejected.Rejections.Select(row => $"{row.Row} {row.Reason} {row.Partial}"));
        var first = await Imports(shop).ListImportRejectionsAsync(new() { ImportId = done.ImportId, PageSize = 3 });
        var second = await Imports(shop).ListImportRejectionsAsync(new() { ImportId = done.ImportId, PageSize = 3, PageToken = first.NextPageToken });
        Assert.Equal(rejected.Rejections, first.Rejections.Concat(second.Rejections));
        var report = (await Imports(shop).ExportImportRejectionsAsync(new() { ImportId = done.ImportId })).Csv.Split("\r\n");
        Assert.Equal("row,reason,field,detail,partial", report[0]);
        Assert.StartsWith("10,VALUE_UNREADABLE,consent.email,", report[4], StringComparison.Ordinal);

        // Nothing of it starts anything.
        Assert.All(
            (await running.RecordsAsync(shop)).Where(record => record.Event.Event?.EventId.StartsWith("import-", StringComparison.Ordinal) is true),
            record => Assert.True(record.Event.Event.History));
        // What declines stands before everything else of the import, in each partition.
        var wording = (await running.RecordsAsync(shop)).Select(record => record.Event.Event?.ConsentChanged?.Wording ?? "").Where(text => text.Length > 0);
        Assert.Equal(["Write to me.", "Write to me."], wording);
    }

    [Fact]
    public async Task Parts_may_end_anywhere_and_come_in_any_order()
    {
        var shop = await running.Suite.CreateShopAsync();
        var created = await CreateAsync(shop, new() { Csv = new() });
        var content = Encoding.UTF8.GetBytes("email,traits.name\nann@example.com,Ünal\nbob@example.com,Bo\n");
        // Within the ü of the name.
        var cut = Array.IndexOf(content, (byte)0xC3) + 1;
        await Imports(shop).UploadImportPartAsync(new() { ImportId = created.ImportId, Part = 2, Content = ByteString.CopyFrom(content.AsSpan(cut)) });
        var missing = await RunningSegments.RefusedAsync(async () => await Imports(shop).StartImportAsync(new() { ImportId = created.ImportId }));
        Assert.Equal(StatusCode.FailedPrecondition, missing.StatusCode);
        Assert.Contains("Part 1", missing.Status.Detail, StringComparison.Ordinal);
        await Imports(shop).UploadImportPartAsync(new() { ImportId = created.ImportId, Part = 1, Content = ByteString.CopyFromUtf8("something else") });
        var uploaded = await Imports(shop).UploadImportPartAsync(new() { ImportId = created.ImportId, Part = 1, Content = ByteString.CopyFrom(content.AsSpan(0, cut)) });
        Assert.Equal((ImportStage.Uploading, 2), (uploaded.Import.Stage, uploaded.Import.PartCount));
        await Imports(shop).StartImportAsync(new() { ImportId = created.ImportId });
        Assert.Equal(2, (await DoneAsync(shop, created.ImportId)).Counts.ImportedCount);
        Assert.Equal("Ünal", (await ProfileAsync(shop, "ann@example.com")).Traits.Fields["name"].StringValue);
        Assert.Empty((await ProfileAsync(shop, "ann@example.com")).ListIds);

        var late = await RunningSegments.RefusedAsync(async () => await Imports(shop).UploadImportPartAsync(
            new() { ImportId = created.ImportId, Part = 3, Content = ByteString.CopyFromUtf8("x") }));
        Assert.Equal(StatusCode.FailedPrecondition, late.StatusCode);
    }

    [Fact]
    public async Task Members_of_a_segment_come_as_they_were_when_it_was_asked_for()
    {
        var shop = await running.Suite.CreateShopAsync();
        await Lists(shop).PutListAsync(new() { ListId = "spring", DisplayName = "Spring" });
        await running.PutAsync(shop, "buyers", "profile.order_summary.order_count >= 1");
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Ordered("o1"))).ShopperId;
        await running.CaughtUpAsync();
        running.Clock.MoveBy(TimeSpan.FromMinutes(1));
        var created = await CreateAsync(shop, new() { ListId = "spring", SegmentId = "buyers" });
        running.Clock.MoveBy(TimeSpan.FromMinutes(1));
        await running.RecordAsync(shop, "bob", RunningSegments.Ordered("o2"));
        var done = await DoneAsync(shop, created.ImportId);
        Assert.Equal((1L, 1L, 1L), (done.TotalCount, done.DoneCount, done.Counts.ImportedCount));
        Assert.Equal(1, done.Reach[0].NoAddressCount);
        Assert.Equal([ann], (await Lists(shop).ListListMembersAsync(new() { ListId = "spring" })).Members.Select(member => member.ShopperId));
    }

    [Fact]
    public async Task What_is_wrong_is_said_before_anything_is_brought_in()
    {
        var shop = await running.Suite.CreateShopAsync();
        foreach (var (definition, content, field) in ((ImportDefinition, string, string)[])
        [
            (new(), "", "definition.source"),
            (new() { Csv = new() { Delimiter = "-" } }, "", "definition.csv.delimiter"),
            (new() { Csv = new() { Encoding = "ebcdic" } }, "", "definition.csv.encoding"),
            (new() { Csv = new() { Columns = { new ImportColumn { Header = "a", Field = "mail" } } } }, "", "definition.csv.columns[0].field"),
            (new() { Csv = new() { Columns = { new ImportColumn { Header = "a", Field = "email" }, new ImportColumn { Header = "b", Field = "email" } } } }, "", "definition.csv.columns[1].field"),
            (new() { Csv = new() { Columns = { new ImportColumn { Header = "Mail", Field = "email" } } } }, "email\n", "definition.csv.columns[0].header"),
            (new() { Csv = new() }, "city\nYork\n", "definition.csv.columns"),
            (new() { SegmentId = "buyers" }, "", "definition.list_id"),
        ])
        {
            var refused = await RunningSegments.RefusedAsync(async () => await Imports(shop).CreateImportAsync(
                new() { RequestId = Guid.NewGuid().ToString(), Definition = definition, Content = ByteString.CopyFromUtf8(content) }));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.StartsWith($"{field}:", refused.Status.Detail, StringComparison.Ordinal);
        }
        Assert.Equal(StatusCode.NotFound, (await RunningSegments.RefusedAsync(async () => await CreateAsync(shop, new() { ListId = "none", Csv = new() }))).StatusCode);
        Assert.Empty((await Imports(shop).ListImportsAsync(new())).Imports);

        var open = await CreateAsync(shop, new() { Csv = new() });
        Assert.Equal(open, (await Imports(shop).CreateImportAsync(new() { RequestId = open.ImportId, Definition = new() { Csv = new() } })).Import);
        Assert.Equal(StatusCode.AlreadyExists, (await RunningSegments.RefusedAsync(async () => await Imports(shop).CreateImportAsync(
            new() { RequestId = open.ImportId, Definition = new() { Csv = new() { Delimiter = ";" } } }))).StatusCode);
        var other = await running.Suite.CreateShopAsync();
        Assert.Equal(StatusCode.NotFound, (await RunningSegments.RefusedAsync(async () => await Imports(other).GetImportAsync(new() { ImportId = open.ImportId }))).StatusCode);
        Assert.Equal(ImportStage.Cancelled, (await Imports(shop).CancelImportAsync(new() { ImportId = open.ImportId })).Import.Stage);
        Assert.Equal(ImportStage.Cancelled, (await Imports(shop).CancelImportAsync(new() { ImportId = open.ImportId })).Import.Stage);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_on_fails_with_the_row_and_keeps_what_came()
    {
        var shop = await running.Suite.CreateShopAsync();
        var text = new StringBuilder("email,traits.note\nann@example.com,fine\nbob@example.com,\"not closed\n");
        for (var row = 0; row < 1_000; row++)
            text.Append('x').Append(row).Append("@example.com,fine\n");
        var created = (await Imports(shop).CreateImportAsync(new()
        {
            RequestId = Guid.NewGuid().ToString(), Definition = new() { Csv = new() }, Content = ByteString.CopyFromUtf8(text.ToString()),
        })).Import;
        var failed = await DoneAsync(shop, created.ImportId);
        Assert.Equal((ImportStage.Failed, "FILE_UNREADABLE"), (failed.Stage, failed.Reason));
        Assert.Contains("Row 3", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_counts_everything_and_keeps_the_first()
    {
        var shop = await running.Suite.CreateShopAsync();
        var created = await CreateAsync(shop, new() { Csv = new() });
        await Imports(shop).UploadImportPartAsync(new()
        {
            ImportId = created.ImportId, Part = 1,
            Content = ByteString.CopyFromUtf8("email,consent.email\nno mailbox,\nann@example.com,yes\nnor this,\nbob@example.com,\nnor that,\n"),
        });
        // As if others had been rejected before, but for two.
        var former = created.Clone();
        former.Counts.ReportedCount = 100_000 - 2;
        await running.ExecuteAsync($"UPDATE segmentation.imports SET shown = decode('{Convert.ToHexString(former.ToByteArray())}', 'hex') WHERE shop_id = $1", shop.ShopId);
        await Imports(shop).StartImportAsync(new() { ImportId = created.ImportId });

        var done = await DoneAsync(shop, created.ImportId);
        Assert.Equal((2L, 3L, 100_002L), (done.Counts.ImportedCount, done.Counts.RejectedCount, done.Counts.ReportedCount));
        Assert.Equal(2, (await Imports(shop).ListImportRejectionsAsync(new() { ImportId = done.ImportId })).Rejections.Count);
    }

    async Task<Import> CreateAsync(SuiteShop shop, ImportDefinition definition) =>
        (await Imports(shop).CreateImportAsync(new() { RequestId = Guid.NewGuid().ToString(), Definition = definition })).Import;

    async Task<Import> DoneAsync(SuiteShop shop, string importId)
    {
        Import? import = null;
        await RunningSegmentation.UntilAsync("the import has ended", async () =>
        {
            import = (await Imports(shop).GetImportAsync(new() { ImportId = importId })).Import;
            return import.EndTime is not null;
        });
        return import!;
    }

    async Task<Profile> ProfileAsync(SuiteShop shop, string email)
    {
        var found = await running.Ingestion(shop).LookUpShopperAsync(new() { Identifiers = new() { Email = email } });
        return (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = found.ShopperId })).Profile;
    }

    async Task RecordAsync(SuiteShop shop, string email, Event happened)
    {
        happened.EventId = Guid.NewGuid().ToString();
        happened.Identifiers = new() { Email = email };
        await running.Ingestion(shop).RecordEventAsync(new() { Event = happened });
    }

    ListService.ListServiceClient Lists(SuiteShop shop) => new(running.Suite.AsShop("segmentation", shop));

    ImportService.ImportServiceClient Imports(SuiteShop shop) => new(running.Suite.AsShop("segmentation", shop));
}
