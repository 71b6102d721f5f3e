using Automation.Testing;
using Xunit;

namespace Automation.Segmentation.Tests.Running;

/// <summary>Replicas that find an empty database at the same moment: one makes the tables, the others find them made.</summary>
[Trait("kind", "stack")]
[Collection(SegmentationCollection.Name)]
public sealed class Starting_together(RunningSegmentation running)
{
    [Fact]
    public async Task On_an_empty_database_all_become_healthy()
    {
        for (var round = 0; round < 3; round++)
        {
            var database = await running.Suite.Postgres.AddDatabaseAsync();
            var replicas = Enumerable.Range(0, 3).Select(_ => ReplicaOn(database)).ToList();
            try
            {
                await Task.WhenAll(replicas.Select(replica => replica.StartAsync()));
            }
            finally
            {
                await Task.WhenAll(replicas.Select(replica => replica.DisposeAsync().AsTask()));
            }
        }
    }

    ServiceProcess ReplicaOn(string database)
    {
        var replica = new ServiceProcess("segmentation");
        foreach (var (name, value) in running.Suite["segmentation"].Environment.Where(pair => !replica.Environment.ContainsKey(pair.Key)))
            replica.Environment[name] = value;
        replica.Environment["ConnectionStrings__database"] = database;
        return replica;
    }
}
