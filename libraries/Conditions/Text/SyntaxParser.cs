namespace Automation.Conditions.Text;

/// <summary>
/// Parses by precedence, loosest first: <c>||</c>, <c>&amp;&amp;</c>, relations, <c>+ -</c>, <c>! -</c>, what follows a value. Depth is
/// counted, so no text can exhaust the stack.
/// </summary>
ref struct SyntaxParser
{
    static readonly string[] s_relations = ["==", "!=", "<", "<=", ">", ">="];

    Lexer _lexer;
    Token _token;
    int _depth;

    SyntaxParser(string text)
    {
        _lexer = new Lexer(text);
        _token = _lexer.Next();
    }

    /// <exception cref="ConditionSyntaxException">It is no expression.</exception>
    public static SyntaxNode Parse(string text)
    {
        if (text.Length > ConditionLimits.TextLength)
            throw new ConditionSyntaxException(
                ConditionReason.TooLong, 0, $"the text has {text.Length} characters, at most {ConditionLimits.TextLength} are taken; put long sets into a list and use in_list.");
        var parser = new SyntaxParser(text);
        var syntax = parser.Or();
        if (parser._token.Kind is not TokenKind.End)
            throw parser.Unexpected("the end, && or ||");
        return syntax;
    }

    SyntaxNode Or() => Chain(isAnd: false);

    SyntaxNode Chain(bool isAnd)
    {
        var start = _token.Position;
        var sign = isAnd ? "&&" : "||";
        var first = isAnd ? Relation() : Chain(isAnd: true);
        if (!_token.Is(sign))
            return first;
        var items = new List<SyntaxNode> { first };
        while (Take(sign))
            items.Add(isAnd ? Relation() : Chain(isAnd: true));
        return new ChainSyntax(isAnd, items, start);
    }

    SyntaxNode Relation()
    {
        var left = Sum();
        if (!s_relations.Contains(_token.Kind is TokenKind.Symbol ? _token.Value : null) && !_token.IsWord("in"))
            return left;
        var sign = Advance();
        var relation = new BinarySyntax(sign.Value, left, Sum(), sign.Position);
        if (_token.Kind is TokenKind.Symbol && s_relations.Contains(_token.Value))
            throw Wrong("comparisons cannot be chained; join two of them with &&.");
        return relation;
    }

    SyntaxNode Sum()
    {
        var left = Unary();
        for (var count = 0; _token.Is("+") || _token.Is("-"); count++)
        {
            if (count == ConditionLimits.PathLength)
                throw Wrong("one duration is enough; add them up.");
            var sign = Advance();
            left = new BinarySyntax(sign.Value, left, Unary(), sign.Position);
        }
        return left;
    }

    SyntaxNode Unary()
    {
        var start = _token.Position;
        if (Take("!"))
        {
            Enter();
            var operand = Unary();
            _depth--;
            return new NotSyntax(operand, start);
        }
        if (!Take("-"))
            return Postfix();
        if (_token.Kind is not (TokenKind.Whole or TokenKind.Decimal))
            throw Unexpected("a number behind the minus");
        var number = Advance();
        return new NumberSyntax($"-{number.Value}", number.Kind is TokenKind.Whole, start);
    }

    SyntaxNode Postfix()
    {
        var value = Primary();
        for (var count = 0; ; count++)
        {
            if (count > 2 * ConditionLimits.PathLength)
                throw new ConditionSyntaxException(ConditionReason.TooLong, _token.Position, $"at most {ConditionLimits.PathLength} names and calls follow each other; shorten the path.");
            if (Take("."))
            {
                if (_token.Kind is not TokenKind.Name)
                    throw Unexpected("a name behind the point; write other names as [\"…\"]");
                var name = Advance();
                value = _token.Is("(")
                    ? new CallSyntax(value, name.Value, Arguments(), name.Position)
                    : new SelectSyntax(value, name.Value, name.Position);
            }
            else if (Take("["))
            {
                if (_token.Kind is not TokenKind.Text)
                    throw Unexpected("a name in double quotes; elements of lists are found by exists");
                var name = Advance();
                Expect("]");
                value = new SelectSyntax(value, name.Value, name.Position);
            }
            else
            {
                return value;
            }
        }
    }

    SyntaxNode Primary()
    {
        var start = _token.Position;
        switch (_token.Kind)
        {
            case TokenKind.Text:
                return new TextSyntax(Advance().Value, start);
            case TokenKind.Whole or TokenKind.Decimal:
                var isWhole = _token.Kind is TokenKind.Whole;
                return new NumberSyntax(Advance().Value, isWhole, start);
            case TokenKind.Name when _token.Value is "true" or "false":
                return new FlagSyntax(Advance().Value == "true", start);
            case TokenKind.Name when _token.Value is "null":
                throw Wrong("there is no null; ask has(…), or !has(…).");
            case TokenKind.Name when _token.Value is not "in":
                var name = Advance().Value;
                return _token.Is("(") ? new CallSyntax(null, name, Arguments(), start) : new NameSyntax(name, start);
            case TokenKind.Symbol when Take("("):
                Enter();
                var inner = Or();
                Expect(")");
                _depth--;
                // A group stays one: what chains around it does not take it apart.
                return inner;
            case TokenKind.Symbol when Take("["):
                return new ListSyntax(Items("]"), start);
            default:
                throw Unexpected("a value or a condition");
        }
    }

    List<SyntaxNode> Arguments()
    {
        Expect("(");
        return Items(")");
    }

    List<SyntaxNode> Items(string end)
    {
        Enter();
        var items = new List<SyntaxNode>();
        while (!_token.Is(end))
        {
            if (items.Count > 0)
                Expect(",");
            items.Add(Or());
        }
        Advance();
        _depth--;
        return items;
    }

    void Enter()
    {
        if (++_depth > ConditionLimits.TextDepth)
            throw new ConditionSyntaxException(
                ConditionReason.TooDeep, _token.Position, $"parentheses, lists and ! nest at most {ConditionLimits.TextDepth} deep; write it flatter.");
    }

    Token Advance()
    {
        var token = _token;
        _token = _lexer.Next();
        return token;
    }

    bool Take(string symbol)
    {
        if (!_token.Is(symbol))
            return false;
        Advance();
        return true;
    }

    void Expect(string symbol)
    {
        if (!Take(symbol))
            throw Unexpected($"'{symbol}'");
    }

    readonly ConditionSyntaxException Unexpected(string wanted) => Wrong($"found {_token}, expected {wanted}.");

    readonly ConditionSyntaxException Wrong(string description) => new(ConditionReason.Syntax, _token.Position, description);
}
