using System.Text.Json;

namespace Agentry;

/// <summary>What must hold of arguments: comparisons of JSON pointers with values, joined by <c>and</c>, <c>or</c> and <c>not</c>. Immutable and thread-safe.</summary>
/// <remarks>
/// <c>expression = term { or term }</c>, <c>term = factor { and factor }</c>, <c>factor = not factor | ( expression ) | exists(pointer) | operand test</c>,
/// <c>test = (== | != | &lt; | &lt;= | &gt; | &gt;=) value | [not] in [ values ]</c>, <c>operand = pointer | domain(pointer) | length(pointer) | lower(pointer)</c>.
/// </remarks>
internal sealed class ArgumentExpression
{
    private readonly Func<IReadOnlyDictionary<string, object?>, Truth> _evaluate;

    private ArgumentExpression(Func<IReadOnlyDictionary<string, object?>, Truth> evaluate) => _evaluate = evaluate;

    /// <exception cref="ExpressionException">The text is no expression.</exception>
    public static ArgumentExpression Parse(string text) => new(new Parser(text).ParseAll());

    public Truth Evaluate(IReadOnlyDictionary<string, object?> arguments) => _evaluate(arguments);

    private sealed class Parser
    {
        private const int MaxDepth = 64;
        private readonly string _text;
        private readonly ExpressionReader _reader;
        private ExpressionToken _next;
        private int _depth;

        public Parser(string text)
        {
            _text = text;
            _reader = new ExpressionReader(text);
            _next = _reader.Next();
        }

        public Func<IReadOnlyDictionary<string, object?>, Truth> ParseAll()
        {
            Func<IReadOnlyDictionary<string, object?>, Truth> all = Or();
            return _next.Kind == TokenKind.End ? all : throw Unexpected("'and', 'or' or the end");
        }

        private Func<IReadOnlyDictionary<string, object?>, Truth> Or()
        {
            Func<IReadOnlyDictionary<string, object?>, Truth> left = And();
            while (TryTake("or"))
            {
                (Func<IReadOnlyDictionary<string, object?>, Truth> a, Func<IReadOnlyDictionary<string, object?>, Truth> b) = (left, And());
                left = arguments => a(arguments) is var first && first == Truth.True ? Truth.True : Max(first, b(arguments));
            }

            return left;
        }

        private Func<IReadOnlyDictionary<string, object?>, Truth> And()
        {
            Func<IReadOnlyDictionary<string, object?>, Truth> left = Factor();
            while (TryTake("and"))
            {
                (Func<IReadOnlyDictionary<string, object?>, Truth> a, Func<IReadOnlyDictionary<string, object?>, Truth> b) = (left, Factor());
                left = arguments => a(arguments) is var first && first == Truth.False ? Truth.False : Min(first, b(arguments));
            }

            return left;
        }

        private Func<IReadOnlyDictionary<string, object?>, Truth> Factor()
        {
            if (++_depth > MaxDepth)
                throw new ExpressionException($"Nested deeper than {MaxDepth}", _next.Position, _text);
            try
            {
                if (TryTake("not"))
                {
                    Func<IReadOnlyDictionary<string, object?>, Truth> inner = Factor();
                    return arguments => Not(inner(arguments));
                }

                if (TryTake("("))
                {
                    Func<IReadOnlyDictionary<string, object?>, Truth> inner = Or();
                    Take(")");
                    return inner;
                }

                if (TryTake("exists"))
                {
                    JsonPath path = InParentheses();
                    return arguments => path.Find(arguments).ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? Truth.False : Truth.True;
                }

                return Comparison();
            }
            finally
            {
                _depth--;
            }
        }

        private Func<IReadOnlyDictionary<string, object?>, Truth> Comparison()
        {
            string? function = null;
            JsonPath path;
            if (_next.Kind == TokenKind.Word && ExpressionFunction.Names.Contains(_next.Text))
            {
                function = _next.Text;
                Advance();
                path = InParentheses();
            }
            else if (_next.Kind == TokenKind.Word)
            {
                throw new ExpressionException(
                    $"'{_next.Text}' is not known here. {ConfigurationKeys.Suggest(_next.Text, [.. ExpressionFunction.Names, "not", "exists"])} It stands", _next.Position, _text);
            }
            else
            {
                path = Pointer();
            }

            Func<ExpressionValue, Truth> test = Test();
            if (!path.HasMany)
                return arguments => test(ExpressionFunction.Apply(function, path.Find(arguments)));
            return arguments =>
            {
                Truth all = Truth.True;
                foreach (JsonElement item in path.FindAll(arguments))
                    all = Min(all, test(ExpressionFunction.Apply(function, item)));
                return all;
            };
        }

        private Func<ExpressionValue, Truth> Test()
        {
            bool isNot = TryTake("not");
            if (isNot || (_next.Kind == TokenKind.Word && _next.Text == "in"))
            {
                Take("in");
                ExpressionValue[] values = List();
                return value => isNot ? Not(IsIn(value, values)) : IsIn(value, values);
            }

            string symbol = _next.Kind == TokenKind.Symbol && _next.Text is "==" or "!=" or "<" or "<=" or ">" or ">="
                ? _next.Text
                : throw Unexpected("a comparison or 'in'");
            Advance();
            ExpressionValue other = Value();
            return symbol switch
            {
                "==" => value => value.IsEqualTo(other),
                "!=" => value => Not(value.IsEqualTo(other)),
                "<" => value => Ordered(value.CompareTo(other), static c => c < 0),
                "<=" => value => Ordered(value.CompareTo(other), static c => c <= 0),
                ">" => value => Ordered(value.CompareTo(other), static c => c > 0),
                _ => value => Ordered(value.CompareTo(other), static c => c >= 0),
            };
        }

        private ExpressionValue[] List()
        {
            Take("[");
            List<ExpressionValue> values = [Value()];
            while (TryTake(","))
                values.Add(Value());
            Take("]");
            return [.. values];
        }

        private ExpressionValue Value()
        {
            ExpressionToken token = _next;
            ExpressionValue value = token.Kind switch
            {
                TokenKind.Text => ExpressionValue.OfText(token.Text),
                TokenKind.Number => ExpressionValue.OfNumber(token.Text),
                TokenKind.Word when token.Text is "true" => new(JsonValueKind.True, 0, null),
                TokenKind.Word when token.Text is "false" => new(JsonValueKind.False, 0, null),
                TokenKind.Word when token.Text is "null" => new(JsonValueKind.Null, 0, null),
                _ => throw Unexpected("a number, a text in quotes, true, false or null"),
            };
            if (value.Kind == JsonValueKind.Undefined)
                throw new ExpressionException($"'{token.Text}' is no number that can be compared", token.Position, _text);
            Advance();
            return value;
        }

        private JsonPath InParentheses()
        {
            Take("(");
            JsonPath path = Pointer();
            Take(")");
            return path;
        }

        private JsonPath Pointer()
        {
            if (_next.Kind != TokenKind.Pointer || _next.Text.Length < 2)
                throw Unexpected("a pointer to an argument, such as /amount");
            var path = new JsonPath(_next.Text);
            Advance();
            return path;
        }

        private bool TryTake(string word)
        {
            if (_next.Kind is not (TokenKind.Word or TokenKind.Symbol) || _next.Text != word)
                return false;
            Advance();
            return true;
        }

        private void Take(string word)
        {
            if (!TryTake(word))
                throw Unexpected($"'{word}'");
        }

        private void Advance() => _next = _reader.Next();

        private ExpressionException Unexpected(string expected) => new($"Expected {expected}, got {_next.Text}", _next.Position, _text);

        private static Truth IsIn(ExpressionValue value, ExpressionValue[] values)
        {
            Truth any = Truth.False;
            foreach (ExpressionValue one in values)
                any = Max(any, value.IsEqualTo(one));
            return any;
        }

        private static Truth Ordered(int? comparison, Func<int, bool> holds) =>
            comparison is { } c ? holds(c) ? Truth.True : Truth.False : Truth.Unknown;

        private static Truth Not(Truth truth) => Truth.True - (int)truth;

        private static Truth Min(Truth a, Truth b) => a < b ? a : b;

        private static Truth Max(Truth a, Truth b) => a > b ? a : b;
    }
}
