using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>What begins runs.</summary>
/// <param name="Starts">By the names of events, or of what is called like one.</param>
/// <param name="Date">When it comes near; null: it is no date.</param>
/// <param name="Schedule">When it comes for whom; null: it is no schedule.</param>
/// <param name="MatchedSegmentId">Who is in this segment matches it already; empty: nobody can.</param>
sealed record CompiledTrigger(EventRule Starts, DateRule? Date = null, ScheduleRule? Schedule = null, string MatchedSegmentId = "");
