using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

sealed partial class DefinitionCompiler
{
    static readonly TimeSpan s_usualMaxAge = TimeSpan.FromDays(1);
    static readonly TimeSpan s_longestMaxAge = TimeSpan.FromDays(365);

    TimeSpan MaxAge(Duration? maxAge) => maxAge is null ? s_usualMaxAge : _scope.Checks.Span(maxAge, "trigger.max_age", s_longestMaxAge);
}
