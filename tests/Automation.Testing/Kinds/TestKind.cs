namespace Automation.Testing.Kinds;

/// <summary>What a test needs, as its trait <c>kind</c> says. A class without the trait is fast.</summary>
public static class TestKind
{
    public const string Trait = "kind";

    /// <summary>Starts no server and no service. Never run twice: what fails here fails for a reason in the code.</summary>
    public const string Fast = "fast";

    /// <summary>Starts servers or services.</summary>
    public const string Stack = "stack";

    /// <summary>Kills, freezes or cuts off what it started, or counts seconds.</summary>
    public const string Fault = "fault";

    // Set by test.sh while it runs the fast ones.
    const string FastOnly = "AUTOMATION_FAST_TESTS_ONLY";

    /// <summary>Throws while only fast tests run: whoever starts something is not one of them.</summary>
    internal static void RequireNotFast(string started)
    {
        if (Environment.GetEnvironmentVariable(FastOnly) == "1")
            throw new InvalidOperationException(
                $"A fast test starts {started}. Put [Trait(\"{Trait}\", \"{Stack}\")] on its class, or \"{Fault}\" when it breaks what it started.");
    }
}
