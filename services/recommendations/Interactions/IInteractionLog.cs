namespace Automation.Recommendations.Interactions;

/// <summary>The interactions of all partitions, as far back as they are kept.</summary>
interface IInteractionLog
{
    /// <summary>The latest of each partition, in the order of log time.</summary>
    Task<List<Interaction>> ReadLatestAsync(int countOfEach, CancellationToken cancellationToken);

    /// <summary>What came after a place in each partition, in the order of log time. Lines of one event come together.</summary>
    /// <param name="after">By partition.</param>
    /// <param name="countOfEach">About so many of each partition at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<List<Interaction>> ReadAfterAsync(IReadOnlyList<long> after, int countOfEach, CancellationToken cancellationToken);
}
