namespace Automation.WorkflowEngine.Templates;

/// <summary>What a parameter is, for one installation.</summary>
/// <param name="Text">As it is put into definitions.</param>
/// <param name="Amount">Seconds of a length of time, else the number; 1 and 0 of a flag.</param>
readonly record struct ParameterValue(string Text, decimal Amount)
{
    /// <summary>Whether what depends on it is there.</summary>
    public bool IsOn => Amount != 0;
}
