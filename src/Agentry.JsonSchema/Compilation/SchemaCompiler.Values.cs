using System.Text.Json;

namespace Agentry.JsonSchema;

internal sealed partial class SchemaCompiler
{
    // Building an automaton takes some milliseconds for each thousand characters of its expression.
    private const int MaxExpressionLength = 128 * 1024;

    private int _expressionLength;

    private NodeKind ReadTypes()
    {
        if (!_keywords.TryGet("type", out var value)) return NodeKind.Any;
        if (value.ValueKind == JsonValueKind.String) return ParseType(SchemaText.Read(value));
        if (value.ValueKind != JsonValueKind.Array) throw _keywords.Refuse("type", "'type' must be a string or an array of strings.");
        var types = NodeKind.Unsupported;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) throw _keywords.Refuse("type", "'type' must hold strings only.");
            types |= ParseType(SchemaText.Read(item));
        }
        return types != NodeKind.Unsupported ? types : throw _keywords.Refuse("type", "'type' must not be an empty array.");
    }

    private NodeKind ParseType(string name) => name switch
    {
        "null" => NodeKind.Null,
        "boolean" => NodeKind.Boolean,
        "integer" => NodeKind.Integer,
        "number" => NodeKind.Number,
        "string" => NodeKind.String,
        "array" => NodeKind.Array,
        "object" => NodeKind.Object,
        _ => throw _keywords.Refuse("type", $"\"{name}\" is not a type. Use null, boolean, integer, number, string, array or object."),
    };

    private void AddConstants()
    {
        if (_keywords.TryGet("const", out var constant)) AddConstants(Op.Const, "const", [constant]);
        if (_keywords.Array("enum") is { } values) AddConstants(Op.Enum, "enum", [.. values.EnumerateArray()]);
    }

    private void AddConstants(Op op, string keyword, List<JsonElement> values)
    {
        foreach (var value in values)
        {
            if (value.ValueKind == JsonValueKind.Number) _keywords.RequireShort(keyword, value);
        }
        Add(op, NodeKind.Any, _constants, new ConstantSet(values));
    }

    // Keywords of a kind that cannot occur are still read, here and below, so that a malformed one is refused.
    private void AddNumber(bool isReachable)
    {
        var divisor = _keywords.Number("multipleOf");
        if (divisor is not null && (divisor.Value.IsZero || divisor.Value.IsNegative))
        {
            throw _keywords.Refuse("multipleOf", "'multipleOf' must be greater than 0.");
        }

        var plan = new NumberPlan(
            _keywords.Number("minimum"), _keywords.Number("exclusiveMinimum"), _keywords.Number("maximum"), _keywords.Number("exclusiveMaximum"), divisor);
        if (isReachable && plan.HasLimits) Add(Op.Number, NodeKind.Number, _numbers, plan);
    }

    private void AddString(bool isReachable)
    {
        var format = _keywords.Text("format");
        var plan = new StringPlan
        {
            MinLength = _keywords.Count("minLength", 0),
            MaxLength = _keywords.Count("maxLength", long.MaxValue),
            Pattern = _keywords.Text("pattern") is { } pattern ? PatternOf(pattern, _keywords.PointerTo("pattern"), "pattern") : null,
            Format = format is not null && AssertsFormat ? FormatCheck.Parse(format) : StringFormat.None,
        };
        if (isReachable && plan.HasLimits) Add(Op.String, NodeKind.String, _strings, plan);
    }

    private bool AssertsFormat => _options.AssertFormat || _place.Resource.Rules.Vocabularies.HasFlag(Vocabularies.FormatAssertion);

    private PatternMatcher PatternOf(string pattern, string pointer, string keyword)
    {
        if (_patterns.TryGetValue(pattern, out var matcher)) return matcher;
        if (pattern.Length > _options.MaxPatternLength)
        {
            throw new SchemaCompileException(pointer, keyword, $"the pattern is longer than {_options.MaxPatternLength} characters ({nameof(SchemaCompileOptions.MaxPatternLength)}).");
        }

        try
        {
            matcher = new PatternMatcher(pattern, _options.PatternTimeout);
        }
        catch (PatternSyntaxException refused)
        {
            throw new SchemaCompileException(pointer, keyword, $"the pattern \"{pattern}\" cannot be used: {refused.Message}.");
        }
        _expressionLength += matcher.ExpressionLength;
        if (_expressionLength > MaxExpressionLength)
        {
            throw new SchemaCompileException(pointer, keyword, "the patterns of the schema are too large together. Use fewer or simpler ones.");
        }
        _patterns.Add(pattern, matcher);
        return matcher;
    }

    private void Add<TPlan>(Op op, NodeKind kinds, List<TPlan> plans, TPlan plan)
    {
        _code.Add(new Instruction(op, kinds, plans.Count));
        plans.Add(plan);
    }
}
