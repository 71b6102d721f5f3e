using Automation.Conditions;
using Google.Protobuf.WellKnownTypes;
using Language = Automation.Conditions.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>An instant that the profile or the cart says, moved by an offset.</summary>
/// <param name="isOver">Holds from the instant on.</param>
sealed class InstantPath(CompiledCondition isOver)
{
    /// <summary>Null where something is wrong, which is taken down.</summary>
    public static InstantPath? Compile(string path, Duration offset, string field, ConditionCompiler conditions)
    {
        // now - offset >= path: what is a path, and what an instant, is the language's affair.
        var comparison = new Language.Comparison
        {
            Left = new() { Now = new() { Offset = new Duration { Seconds = -offset.Seconds } } },
            Operator = Language.Operator.GreaterOrEqual,
            Right = new() { Path = new() { Names = { path.Split('.') } } },
        };
        return conditions.CompileAt(new() { Compare = comparison }, field) is { } compiled ? new InstantPath(compiled) : null;
    }

    /// <returns>Whether the instant is not later than now; else when it is, null where nothing says one.</returns>
    public (bool IsOver, DateTimeOffset? Instant) Read(in ConditionScope scope)
    {
        var (holds, next) = isOver.Evaluate([scope.Profile, scope.Cart], scope.Now);
        // Stored instants are microseconds; none may come before what was said.
        return (holds, next is { } instant && instant.Ticks % TimeSpan.TicksPerMicrosecond is > 0 and var rest
            ? instant.AddTicks(TimeSpan.TicksPerMicrosecond - rest)
            : next);
    }
}
