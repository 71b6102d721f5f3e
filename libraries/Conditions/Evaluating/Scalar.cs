using System.Runtime.CompilerServices;

namespace Automation.Conditions.Evaluating;

/// <summary>Values of scalar fields. The tests of the type cost nothing: each instance is compiled for one.</summary>
static class Scalar<T>
{
    public static ConditionValue Of(T scalar)
    {
        if (scalar is string text)
            return ConditionValue.OfText(text);
        if (typeof(T) == typeof(long))
            return ConditionValue.OfWhole(Unsafe.BitCast<T, long>(scalar));
        if (typeof(T) == typeof(int) || typeof(T).IsEnum)
            return ConditionValue.OfWhole(Unsafe.BitCast<T, int>(scalar));
        if (typeof(T) == typeof(uint))
            return ConditionValue.OfWhole(Unsafe.BitCast<T, uint>(scalar));
        if (typeof(T) == typeof(bool))
            return ConditionValue.OfFlag(Unsafe.BitCast<T, bool>(scalar));
        if (typeof(T) == typeof(double))
            return ConditionValue.OfReal(Unsafe.BitCast<T, double>(scalar));
        return typeof(T) == typeof(float) ? ConditionValue.OfReal(Unsafe.BitCast<T, float>(scalar)) : default;
    }

    public static bool IsDefault(T scalar) =>
        scalar is string text ? text.Length == 0 : EqualityComparer<T>.Default.Equals(scalar, default);
}
