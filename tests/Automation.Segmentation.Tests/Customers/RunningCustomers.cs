using Automation.Segmentation.Tests.Segments;
using Automation.Testing;
using Xunit;

namespace Automation.Segmentation.Tests.Customers;

/// <summary>As <see cref="RunningSegments"/>, where customers are compared as soon as a day begins.</summary>
public sealed class RunningCustomers : IAsyncLifetime
{
    public RunningSegments Segments { get; } = new()
    {
        Environment = new Dictionary<string, string>
        {
            ["Segmentation__CohortDelay"] = "00:00:00",
            ["Segmentation__CohortInterval"] = "00:00:00.2",
            // So that a hundred customers take several turns.
            ["Segmentation__JudgedAtOnce"] = "3",
        },
    };

    public Task InitializeAsync() => Segments.InitializeAsync();

    public Task DisposeAsync() => Segments.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class CustomersCollection : ICollectionFixture<RunningCustomers>
{
    public const string Name = "customers";
}
