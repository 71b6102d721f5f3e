using Google.Protobuf.Collections;

namespace Automation.Profiles.Carts;

/// <summary>Operations go by time; of one instant orders come last, so that they close what is as old as they are; then by place in the log.</summary>
static class OperationOrder
{
    public static int Compare(CartOperation left, CartOperation right)
    {
        if (left.TimeSeconds != right.TimeSeconds)
            return left.TimeSeconds.CompareTo(right.TimeSeconds);
        if (left.TimeNanos != right.TimeNanos)
            return left.TimeNanos.CompareTo(right.TimeNanos);
        var byKind = IsOrder(left).CompareTo(IsOrder(right));
        return byKind != 0 ? byKind : left.Sequence.CompareTo(right.Sequence);
    }

    public static void Insert(RepeatedField<CartOperation> operations, CartOperation operation)
    {
        var place = operations.Count;
        while (place > 0 && Compare(operations[place - 1], operation) > 0)
            place--;
        operations.Insert(place, operation);
    }

    public static bool IsOrder(CartOperation operation) => operation.Kind is CartOperationKind.Ordered or CartOperationKind.Bought;
}
