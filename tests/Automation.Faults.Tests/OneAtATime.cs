// Each of these takes a whole suite, and faults of one must not be felt by another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
