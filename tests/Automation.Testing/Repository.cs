namespace Automation.Testing;

/// <summary>Where this clone is, whatever folder the tests run from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The path of a file or folder of this clone.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AppHost", "local", "server.sh")))
                return folder.FullName;
        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside a clone of the repository.");
    }
}
