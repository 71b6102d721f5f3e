using Automation.ServiceDefaults.Faults;

namespace Automation.ServiceDefaults.Paging;

/// <summary>How many items a page of a list has.</summary>
public static class PageSize
{
    const int Default = 50;

    /// <summary>0 means 50; above the largest means the largest.</summary>
    /// <exception cref="Fault">FIELD_INVALID: negative.</exception>
    public static int Of(int asked, int largest = 500) => asked switch
    {
        < 0 => throw Fault.Invalid("page_size", "must not be negative; 0 means 50."),
        0 => Default,
        _ => Math.Min(asked, largest),
    };
}
