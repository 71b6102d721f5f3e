using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Automation.WorkflowEngine.Zones;
using Google.Protobuf.WellKnownTypes;
using NodaTime;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Waits until a time of day where the shopper is when a run comes here; always later than now, so that a loop cannot spin.</summary>
sealed class WaitLocal(string stepId, LocalTimes times) : CompiledStep(stepId)
{
    public override bool IsWait => true;

    public override bool ReadsZone => true;

    public static WaitLocal Compile(string stepId, WaitLocalStep wait, string path, DefinitionScope scope)
    {
        var time = scope.Checks.TimeOfDay(wait.TimeOfDay, $"{path}.time_of_day");
        var days = new HashSet<IsoDayOfWeek>();
        foreach (var (index, day) in wait.Weekdays.Index())
        {
            if (day is Weekday.Unspecified || !System.Enum.IsDefined(day))
                scope.Violations.Invalid($"{path}.weekdays[{index}]", "is no day of the week; use WEEKDAY_MONDAY to WEEKDAY_SUNDAY, or leave weekdays out for every day.");
            else if (!days.Add((IsoDayOfWeek)day))
                scope.Violations.Invalid($"{path}.weekdays[{index}]", "names a day again; name it once.");
        }
        foreach (var read in ShopperZone.Paths)
            scope.Reads.AddPath("", read);
        return new WaitLocal(
            stepId, new LocalTimes(new LocalTime(time.Hour, time.Minute), days.Count > 0 ? days : System.Enum.GetValues<IsoDayOfWeek>().ToHashSet()));
    }

    public override Transition Enter(TransitionDraft draft)
    {
        if (draft.Input.Reading is not { } reading)
            return Transition.NeedsProfile;
        draft.ReadProfile();
        draft.ReadShopZone();
        var (zone, source) = ShopperZone.Of(reading.Profile, reading.ShopZone);
        var due = times.NextAfter(draft.Input.Now, zone);
        draft.Run = draft.Run with { State = RunState.Waiting, DueTime = due };
        draft.Write(new RunEntry
        {
            WaitBegun = new WaitBegun
            {
                StepId = StepId,
                DueTime = due.ToTimestamp(),
                TimeZone = zone.Id,
                ZoneSource = source,
                ZoneDataVersion = ShopperZone.DataVersion,
            },
        });
        return draft.Finish();
    }

    public override Transition OnTimer(TransitionDraft draft, DateTimeOffset due)
    {
        draft.Write(new RunEntry { WaitEnded = new WaitEnded { StepId = StepId, DueTime = due.ToTimestamp() } });
        draft.Run = draft.Run with { DueTime = null };
        return RunMachine.Advance(draft, Next);
    }
}
