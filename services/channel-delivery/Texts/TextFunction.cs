using System.Globalization;
using Automation.ChannelDelivery.Rendering;

namespace Automation.ChannelDelivery.Texts;

/// <summary>A function that texts may call: <c>{{name variable "words"}}</c>.</summary>
abstract class TextFunction
{
    static readonly TextFunction[] s_all = [new MoneyFunction(), new DateFunction(), new PluralFunction(), new LinkFunction()];

    public abstract string Name { get; }

    /// <summary>How it is called, for people.</summary>
    public abstract string Usage { get; }

    /// <summary>Whether it writes an element of HTML.</summary>
    public virtual bool WritesMarkup => false;

    public static string Names => string.Join(", ", s_all.Select(function => function.Name));

    public static TextFunction? Find(string name) => Array.Find(s_all, function => function.Name == name);

    /// <summary>What is wrong with a call; null: nothing.</summary>
    /// <param name="kinds">What the arguments are; null: words between quotes.</param>
    /// <param name="literals">The words; empty for variables.</param>
    public abstract string? Check(IReadOnlyList<VariableKind?> kinds, IReadOnlyList<string> literals);

    /// <param name="paths">As the arguments are written.</param>
    /// <param name="values">Their values.</param>
    /// <param name="output">Where it writes.</param>
    public abstract void Write(IReadOnlyList<string> paths, IReadOnlyList<object> values, TextOutput output);

    /// <summary>An amount.</summary>
    sealed class MoneyFunction : TextFunction
    {
        public override string Name => "money";

        public override string Usage => "{{money cart.total}}";

        public override string? Check(IReadOnlyList<VariableKind?> kinds, IReadOnlyList<string> literals) =>
            kinds is [VariableKind.Money] ? null : "takes one amount";

        public override void Write(IReadOnlyList<string> paths, IReadOnlyList<object> values, TextOutput output) =>
            output.WriteValue(output.Format(values[0]));
    }

    /// <summary>A date or time in the shopper's zone, as the shopper's language sets it.</summary>
    sealed class DateFunction : TextFunction
    {
        static readonly Dictionary<string, string> s_formats =
            new() { ["short"] = "d", ["long"] = "D", ["day"] = "M", ["time"] = "t", ["full"] = "f" };

        public override string Name => "date";

        public override string Usage => "{{date message.time \"long\"}}";

        public override string? Check(IReadOnlyList<VariableKind?> kinds, IReadOnlyList<string> literals) =>
            kinds.Count is 0 or > 2 || kinds[0] is not (VariableKind.Date or VariableKind.Trait) ? "takes a date and how it is set"
            : kinds.Count == 2 && (kinds[1] is not null || !s_formats.ContainsKey(literals[1])) ? $"takes one of {string.Join(", ", s_formats.Keys)} as the second"
            : null;

        public override void Write(IReadOnlyList<string> paths, IReadOnlyList<object> values, TextOutput output)
        {
            var setting = output.Setting;
            var format = values.Count > 1 ? s_formats[(string)values[1]] : "D";
            output.WriteValue(values[0] switch
            {
                DateTimeOffset time => DateText.Format(TimeZoneInfo.ConvertTime(time, setting.Zone).DateTime, format, setting.Culture),
                // A day is the same day in every zone.
                string day when DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) =>
                    DateText.Format(date.ToDateTime(TimeOnly.MinValue), format, setting.Culture),
                string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
                    DateText.Format(TimeZoneInfo.ConvertTime(time, setting.Zone).DateTime, format, setting.Culture),
                _ => throw new MissingVariableException(paths[0], "is no date such as 2026-03-10"),
            });
        }
    }

    /// <summary>One of two wordings by a count; <c>#</c> in it is the count.</summary>
    sealed class PluralFunction : TextFunction
    {
        public override string Name => "plural";

        public override string Usage => "{{plural cart.line_count \"# thing\" \"# things\"}}";

        public override string? Check(IReadOnlyList<VariableKind?> kinds, IReadOnlyList<string> literals) =>
            kinds is [VariableKind.Number or VariableKind.Trait, null, null] ? null : "takes a number, the wording for one and that for several";

        public override void Write(IReadOnlyList<string> paths, IReadOnlyList<object> values, TextOutput output)
        {
            double count = values[0] switch
            {
                long number => number,
                double number => number,
                _ => throw new MissingVariableException(paths[0], "is no number"),
            };
            // Of French nothing is singular, too.
            var isOne = count == 1 || (count is >= 0 and < 2 && output.Setting.Culture.TwoLetterISOLanguageName == "fr");
            output.WriteValue(((string)values[isOne ? 1 : 2]).Replace("#", output.Format(values[0]), StringComparison.Ordinal));
        }
    }

    /// <summary>A link with its words; in plain text the words and the address.</summary>
    sealed class LinkFunction : TextFunction
    {
        public override string Name => "link";

        public override bool WritesMarkup => true;

        public override string Usage => "{{link links.storefront \"our shop\"}}";

        public override string? Check(IReadOnlyList<VariableKind?> kinds, IReadOnlyList<string> literals) =>
            kinds.Count != 2 || kinds[1] is not (null or VariableKind.Text) ? "takes an address and its words"
            : kinds[0] is VariableKind.Url || (kinds[0] is null && WebAddress.Of(literals[0]) is not null) ? null
            : "takes an address that begins with https:// or http://, or a variable that is one";

        public override void Write(IReadOnlyList<string> paths, IReadOnlyList<object> values, TextOutput output) =>
            output.WriteLink((string)values[0], output.Format(values[1]));
    }
}
