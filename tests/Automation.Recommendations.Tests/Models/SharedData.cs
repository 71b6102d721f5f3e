using Automation.Testing;
using Xunit;

namespace Automation.Recommendations.Tests.Models;

/// <summary>Public data sets that are not part of the repository.</summary>
static class SharedData
{
    /// <summary>A file of <c>shared/data</c> beside the repository or above; null where there is none.</summary>
    public static string? Find(string name)
    {
        for (var folder = Directory.GetParent(Repository.PathOf()); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(file))
                return file;
        }
        return null;
    }
}

/// <summary>Says that it was skipped where its data are not there.</summary>
sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string file)
    {
        if (SharedData.Find(file) is null)
            Skip = $"needs ../shared/data/{file}";
    }
}
