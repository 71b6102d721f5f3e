namespace Automation.Validation;

/// <summary>Everything that is wrong with one thing, in the order of finding; each violation once.</summary>
public sealed class ViolationList
{
    readonly List<Violation> _found = [];
    readonly HashSet<Violation> _known = [];

    public IReadOnlyList<Violation> Found => _found;

    public void Required(string field) => Add(Violation.Required(field));

    public void Invalid(string field, string description) => Add(Violation.Invalid(field, description));

    public void TooLong(string field, string description) => Add(Violation.TooLong(field, description));

    /// <summary>Adds it, unless it was found before: what is checked several times is told once.</summary>
    public void Add(Violation violation)
    {
        if (_known.Add(violation))
            _found.Add(violation);
    }
}
