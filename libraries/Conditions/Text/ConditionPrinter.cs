using System.Globalization;
using System.Text;
using Automation.Commerce;
using Automation.Conditions.Kinds;
using Automation.Conditions.Operands;
using Automation.Conditions.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Text;

/// <summary>How tightly a condition holds together in the text form, loosest first.</summary>
enum Precedence : byte
{
    Or,
    And,
    Relation,
    Unary,
}

/// <summary>Writes the one canonical text of a condition.</summary>
sealed class ConditionPrinter
{
    // Messages that came over the wire nest at most 100 deep; deeper ones would exhaust the stack here.
    const int MaxDepth = 100;

    readonly StringBuilder _text = new();
    int _depth;

    public override string ToString() => _text.ToString();

    public ConditionPrinter Write(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <param name="least">What binds looser goes into parentheses.</param>
    public void Condition(Condition? condition, Precedence least = Precedence.Or)
    {
        condition = Sole(condition);
        if (condition is null || !ConditionKinds.ByCase.TryGetValue(condition.KindCase, out var kind))
        {
            Write("?");
            return;
        }
        if (++_depth > MaxDepth)
            throw new ArgumentException($"The condition nests more than {MaxDepth} deep and has no text; compile it to see what is wrong.");
        var isGroup = kind.Precedence < least;
        Write(isGroup ? "(" : "");
        kind.Write(condition, this);
        Write(isGroup ? ")" : "");
        _depth--;
    }

    public void Operand(Operand? operand)
    {
        if (operand is null || !OperandKinds.ByCase.TryGetValue(operand.KindCase, out var kind))
        {
            Write("?");
            return;
        }
        if (++_depth > MaxDepth)
            throw new ArgumentException($"The condition nests more than {MaxDepth} deep and has no text; compile it to see what is wrong.");
        kind.Write(operand, this);
        _depth--;
    }

    public ConditionPrinter Path(FieldPath? path)
    {
        if (path is null || path.Names.Count == 0)
            return Write("?");
        Write(path.Names[0]);
        foreach (var name in path.Names.Skip(1))
        {
            if (IsName(name))
                Write(".").Write(name);
            else
                Write("[").Text(name).Write("]");
        }
        return this;
    }

    public ConditionPrinter Literal(Literal? literal) => literal?.KindCase switch
    {
        V1.Literal.KindOneofCase.Text => Text(literal.Text),
        V1.Literal.KindOneofCase.Flag => Write(literal.Flag ? "true" : "false"),
        V1.Literal.KindOneofCase.Whole => Write(literal.Whole.ToString(CultureInfo.InvariantCulture)),
        V1.Literal.KindOneofCase.Decimal => Write(DecimalText.Canonical(literal.Decimal) ?? "?"),
        V1.Literal.KindOneofCase.Money => Write("money(").Text(MoneyText.Format(literal.Money.ToNanos(), literal.Money.CurrencyCode)).Write(")"),
        V1.Literal.KindOneofCase.DateTime => Time(literal.DateTime),
        _ => Write("?"),
    };

    public ConditionPrinter Time(Timestamp time) =>
        TimeText.TicksOf(time) is { } ticks ? Write("timestamp(").Text(TimeText.Format(ticks)).Write(")") : Write("?");

    public ConditionPrinter Set(LiteralSet? set) => List(set?.Values ?? [], literal => Literal(literal));

    public ConditionPrinter List<T>(IEnumerable<T> items, Action<T> write)
    {
        Write("[");
        var isFirst = true;
        foreach (var item in items)
        {
            Write(isFirst ? "" : ", ");
            isFirst = false;
            write(item);
        }
        return Write("]");
    }

    public ConditionPrinter Duration(Duration? duration) => Text(DurationText.Format(duration?.Seconds ?? 0));

    /// <summary>In double quotes.</summary>
    public ConditionPrinter Text(string text)
    {
        _text.Append('"');
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            _ = character switch
            {
                _ when index + 1 < text.Length && char.IsSurrogatePair(character, text[index + 1]) => _text.Append(character).Append(text[++index]),
                '"' or '\\' => _text.Append('\\').Append(character),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                _ when char.IsControl(character) || char.IsSurrogate(character) => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => _text.Append(character),
            };
        }
        _text.Append('"');
        return this;
    }

    /// <summary>Lists of one condition are that condition.</summary>
    static Condition? Sole(Condition? condition)
    {
        while (true)
        {
            var list = condition?.KindCase switch
            {
                V1.Condition.KindOneofCase.All => condition.All,
                V1.Condition.KindOneofCase.Any => condition.Any,
                _ => null,
            };
            if (list is not { Conditions: [var sole] })
                return condition;
            condition = sole;
        }
    }

    static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        && name is not ("in" or "true" or "false" or "null");
}
