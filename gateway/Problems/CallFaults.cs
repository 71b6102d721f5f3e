using Automation.ServiceDefaults.Faults;

namespace Automation.Gateway.Problems;

/// <summary>How a call to a service ends that the service itself gave no answer to.</summary>
static class CallFaults
{
    public static Fault NoAnswer() =>
        new(FaultReasons.PeerUnavailable, "The service behind this call does not answer; try again after a pause.");

    public static Fault TooLate() => new(
        FaultReasons.DeadlineExceeded,
        "The service did not answer in time. Whether the call took effect is not known; repeat it with the same ids and more time.");

    public static Fault CallerLeft() => new(FaultReasons.Cancelled, "The caller ended the call before the answer was there.");
}
