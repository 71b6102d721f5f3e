using Automation.Faults.Tests.Chaos;

namespace Automation.Faults.Tests.Disturbing;

/// <summary>A fault that happened.</summary>
/// <param name="Plan">What was planned.</param>
/// <param name="AckedCount">Events acked at that instant.</param>
/// <param name="InFlight">What the victim was in the middle of at that instant.</param>
/// <param name="Account">What else there is to tell.</param>
sealed record StruckFault(PlannedFault Plan, int AckedCount, WorkInFlight InFlight, string Account)
{
    public override string ToString() =>
        $"{Plan.Kind} {Plan.Victim} for {Plan.Duration.TotalSeconds:0.0} s after {AckedCount} acked, with {InFlight}{(Account.Length > 0 ? $": {Account}" : "")}";
}

/// <summary>
/// Carries out a plan, one fault at a time. A fault waits until its victim is in the middle of something: a fault that
/// meets nobody at work proves nothing. While one waits for that, those that are due after it may go first.
/// </summary>
sealed class Disturber(DaySuite day, IReadOnlyList<PlannedFault> plan, Action<StruckFault> report)
{
    static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(1);

    readonly WorkGauge _gauge = new(day.Suite, () => day.UnackedCount);
    readonly FaultHand _hand = new(day.Suite);
    readonly CancellationTokenSource _over = new();
    readonly List<PlannedFault> _struck = [];
    double _share;
    volatile bool _isStriking;
    volatile bool _awaitsTraffic;
    volatile int _lookCount;
    Task? _striking;

    /// <summary>Told before each instant; the day goes on when the task ends.</summary>
    public async Task ReachedAsync(double share)
    {
        Volatile.Write(ref _share, share);
        _striking ??= Task.Run(StrikeAsync);
        if (_striking.IsFaulted)
            await _striking;
        // While one is due, the day goes no faster than the looks at its victim, and stands still while another lasts.
        var looks = _lookCount;
        while (IsNextDue(share) && !_striking.IsCompleted && (_isStriking || (_lookCount == looks && !_awaitsTraffic)))
            await Task.Delay(s_pollInterval);
    }

    /// <summary>Returns when everything that was to happen has happened and is over.</summary>
    public async Task EndAsync()
    {
        await _over.CancelAsync();
        if (_striking is not null)
            await _striking;
        if (_struck.Count < plan.Count)
            throw new InvalidOperationException(
                $"No work was in flight for {string.Join("; ", plan.Except(_struck))}: the faults prove nothing.");
    }

    bool IsNextDue(double share)
    {
        lock (_struck)
            return plan.Except(_struck).Any(fault => fault.AtShare <= share);
    }

    async Task StrikeAsync()
    {
        var waiting = plan.ToDictionary(fault => fault, _ => 0);
        while (waiting.Count > 0 && !_over.IsCancellationRequested)
        {
            foreach (var fault in plan.Where(fault => waiting.ContainsKey(fault) && fault.AtShare <= Volatile.Read(ref _share)))
            {
                var inFlight = await _gauge.MeasureAsync(fault.Victim);
                if (_over.IsCancellationRequested || !inFlight.IsAny || ++waiting[fault] < fault.Look)
                    continue;
                waiting.Remove(fault);
                await StrikeAsync(new StruckFault(fault, day.AckedCount, inFlight, ""));
                break;
            }
            _lookCount++;
            await Task.Delay(s_pollInterval, CancellationToken.None);
        }
    }

    async Task StrikeAsync(StruckFault fault)
    {
        try
        {
            if (await _hand.DoAsync(fault.Plan, Reached, _over.Token) is { } account)
                report(fault with { Account = account });
        }
        finally
        {
            _isStriking = false;
        }

        void Reached(FaultStage stage)
        {
            _awaitsTraffic = stage is FaultStage.AwaitsTraffic;
            if (stage is not FaultStage.HasEffect)
                return;
            lock (_struck)
                _struck.Add(fault.Plan);
            _isStriking = true;
        }
    }
}
