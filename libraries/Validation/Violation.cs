namespace Automation.Validation;

/// <summary>What is wrong with one field of a request, an event or a definition. The one type for it in the suite.</summary>
/// <param name="Field">Path of the field, for example <c>event.identifiers.email</c>; empty for the thing as a whole.</param>
/// <param name="Reason">Stable UPPER_SNAKE_CASE code of docs/errors.md; the common ones are in <see cref="ViolationReason"/>.</param>
/// <param name="Description">What is wrong and what to do, to be read after the field's name.</param>
public readonly record struct Violation(string Field, string Reason, string Description)
{
    public static Violation Required(string field) => new(field, ViolationReason.Required, "is required; set it.");

    public static Violation Invalid(string field, string description) => new(field, ViolationReason.Invalid, description);

    public static Violation TooLong(string field, string description) => new(field, ViolationReason.TooLong, description);

    /// <summary>The same, seen from the field around it.</summary>
    public Violation Under(string parent) => this with { Field = Field.Length == 0 ? parent : $"{parent}.{Field}" };
}
