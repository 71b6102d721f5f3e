namespace Aspire.Hosting;

/// <summary>What the build writes for each project that the AppHost runs: Projects.X.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    string ProjectPath { get; }
}
