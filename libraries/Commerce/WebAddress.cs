namespace Automation.Commerce;

/// <summary>Addresses of pages and pictures, as shops write them.</summary>
public static class WebAddress
{
    /// <summary>With a scheme also where the page that it is of left it out, being served by both.</summary>
    public static string WithScheme(string address) =>
        address.StartsWith("//", StringComparison.Ordinal) ? $"https:{address}" : address;
}
