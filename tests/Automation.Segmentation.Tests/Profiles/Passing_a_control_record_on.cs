using System.Diagnostics.Metrics;
using Automation.Commerce.V1;
using Automation.Segmentation.Intake;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.EventLog.Following;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Passing_a_control_record_on
{
    [Fact]
    public async Task Of_a_kind_that_this_build_does_not_know_touches_no_profile_even_when_it_names_a_shopper()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new SegmentationMetrics(services.GetRequiredService<IMeterFactory>());
        var options = Options.Create(new SegmentationOptions());
        var follower = new ProfileFollower(
            new ProfileWorkingSet(options), new SegmentEvaluation(new SegmentLibrary(), new StateWorkingSet(options), metrics), new ShopCohorts(), null!, null!, metrics, options);
        var record = new LoggedEvent { Partition = 7, Sequence = 3, ShopId = "shop", ShopperId = ShopperId, Control = new ControlRecord() };

        // There is no transaction: reading or writing a profile would throw.
        await follower.HandleAsync(new BatchTransaction<LoggedEvent>(null!, null!, [new PartitionBatch<LoggedEvent>(7, 2, [record])]), default);
    }
}
