namespace Aspire.Hosting.Running;

/// <summary>Every line of every process, prefixed by the name of its resource.</summary>
sealed class ResourceConsole(TextWriter writer)
{
    readonly Lock _lock = new();
    int _width = 8;

    public void Write(string resource, string line)
    {
        lock (_lock)
        {
            _width = Math.Max(_width, resource.Length);
            writer.WriteLine($"{resource.PadRight(_width)} | {line}");
        }
    }
}
