using Microsoft.Extensions.Configuration;

namespace Automation.Samples.Player;

/// <summary>
/// What the player is told, by environment or command line: section <c>Player</c>; besides, as every service,
/// <c>Credentials:ServiceKey</c>, <c>Clock:Path</c> and <c>services:{name}:grpc:0</c> of all services and the gateway.
/// </summary>
sealed class PlayerOptions
{
    /// <summary>The file of the sample, gzipped or plain.</summary>
    public string Sample { get; set; } = "";

    /// <summary>The definition of the workflow to activate.</summary>
    public string Workflow { get; set; } = "";

    /// <summary>Where the key of the sample's shop is kept.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>How long the suite may stand still with work to do before the player gives up.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    public static PlayerOptions Of(IConfiguration configuration)
    {
        var options = configuration.GetSection("Player").Get<PlayerOptions>() ?? new PlayerOptions();
        foreach (var (name, value) in new[] { ("Sample", options.Sample), ("Workflow", options.Workflow), ("KeyFile", options.KeyFile) })
            if (value.Length == 0)
                throw new ArgumentException($"Player:{name} is not set; pass --Player:{name}=<path>.");
        return options;
    }
}
