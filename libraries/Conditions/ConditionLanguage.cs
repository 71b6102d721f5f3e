using Automation.Conditions.Compiling;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions;

/// <summary>The one condition language of the suite: docs/conditions.md. Pure, without I/O.</summary>
public static class ConditionLanguage
{
    /// <summary>
    /// Version of what functions mean. A definition keeps the one that it was compiled with; it rises when what any condition
    /// says changes, not when something is added.
    /// </summary>
    public const int Version = 1;

    /// <summary>From the text form.</summary>
    /// <returns>The condition and where its parts stand, or the first thing that is wrong.</returns>
    public static ParsedCondition Parse(string text)
    {
        var map = new SourceMap();
        try
        {
            return new ParsedCondition(new SyntaxReader(map).Condition(SyntaxParser.Parse(text)), map, []);
        }
        catch (ConditionSyntaxException refusal)
        {
            return new ParsedCondition(null, map, [refusal.Error]);
        }
    }

    /// <summary>
    /// The canonical text. Parsed again, it gives the same condition, with lists of one replaced by what is in them; what a
    /// condition lacks is written as <c>?</c>.
    /// </summary>
    /// <exception cref="ArgumentException">It nests deeper than any message that came over the wire.</exception>
    public static string Print(Condition condition)
    {
        var printer = new ConditionPrinter();
        printer.Condition(condition);
        return printer.ToString();
    }

    /// <summary>Checks a condition against what can be read where it is used.</summary>
    /// <param name="condition">What is to hold.</param>
    /// <param name="roots">What can be read.</param>
    /// <param name="positions">Where its parts stand in the text that it came from.</param>
    public static CompileResult Compile(Condition condition, RootSet roots, SourceMap? positions = null)
    {
        var compilation = new Compilation(roots, positions);
        var clause = compilation.Condition(condition, Place.Root);
        return clause is null || compilation.Errors.Count > 0
            ? new CompileResult(null, compilation.Errors)
            : new CompileResult(new CompiledCondition(condition, clause, compilation), []);
    }

    /// <summary>From the text form to what can be evaluated.</summary>
    public static CompileResult Compile(string text, RootSet roots)
    {
        var parsed = Parse(text);
        return parsed.Condition is null ? new CompileResult(null, parsed.Errors) : Compile(parsed.Condition, roots, parsed.Positions);
    }
}

/// <param name="Condition">Null where something is wrong.</param>
/// <param name="Positions">To be given to the compilation, so that its errors name positions in the text.</param>
/// <param name="Errors">What is wrong with the text; none where there is a condition.</param>
public sealed record ParsedCondition(Condition? Condition, SourceMap Positions, IReadOnlyList<ConditionError> Errors);

/// <param name="Condition">Null where something is wrong.</param>
/// <param name="Errors">What is wrong, at most 20 things; none where there is a condition.</param>
public sealed record CompileResult(CompiledCondition? Condition, IReadOnlyList<ConditionError> Errors);
