namespace Automation.Recommendations;

/// <summary>The names under which followers keep their positions.</summary>
static class FollowerNames
{
    public const string Catalog = "recommendations";
}
