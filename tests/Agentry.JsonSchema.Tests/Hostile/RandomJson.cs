using System.Text;

namespace Agentry.JsonSchema.Tests;

/// <summary>Makes schemas and instances up: mostly sensible, often wrong, always the same for the same seed.</summary>
internal sealed class RandomJson(Random random)
{
    private static readonly string[] Names = ["a", "b", "ab", "kind", "é", "\\u0061", "$id", "x-1"];
    private static readonly string[] Texts = ["", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaa!", "2026-01-31", "a@b.co", "\\ud800", "😀", "xn--07jt112bpxg", "1", "true", "[1]", "http://[::1]/a", "\\n", "/a~1", "P1D"];
    private static readonly string[] Numbers = ["0", "-0", "1", "1.0", "2", "-1", "19.99", "0.01", "1e400", "1e-400", "123456789012345678901234567890", "9007199254740993", "1E+2", "1e99999999999999999999"];
    private static readonly string[] Patterns = ["^a", "a+$", "^(a+)+$", "^(?=a)(a+)+$", "\\\\d{2}", "[^a-c]", "(a|b)*c", "\\\\p{L}", "^.{1,3}$", "\\\\bx", "(a)\\\\1", "("];
    private static readonly string[] Formats = ["date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer", "relative-json-pointer", "regex", "mine"];
    private static readonly string[] References = ["#/$defs/a", "#/$defs/b", "https://json-schema.org/draft/2020-12/schema", "#", "", "#n", "#/properties/a", "urn:x", "#/nothing"];
    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "array", "object", "dict"];

    private static readonly string[] Dialects =
        ["https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema", "http://json-schema.org/draft-07/schema#", "urn:none"];

    private int _names;

    public string Schema(int depth = 0)
    {
        if (random.Next(12) == 0) return random.Next(2) == 0 ? "true" : "false";
        if (random.Next(300) == 0) return Value();
        var text = new StringBuilder("{");
        HashSet<string> used = new(StringComparer.Ordinal);
        if (depth == 0 && random.Next(3) == 0) text.Append($"\"$schema\":\"{PickSound(Dialects, 1)}\",");
        if (depth == 0) text.Append($"\"$defs\":{{\"a\":{Schema(2)},\"b\":{Schema(2)}}},");
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var (keyword, value) = Keyword(depth);
            if (used.Add(keyword) || random.Next(300) == 0) text.Append($"\"{keyword}\":{(random.Next(150) == 0 ? Value() : value)},");
        }
        text.Length--;
        return text.Append('}').ToString();
    }

    public string Value(int depth = 0) => random.Next(depth > 4 ? 5 : 7) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => Pick(Numbers),
        3 or 4 => $"\"{Pick(Texts)}\"",
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{Pick(Names)}\":{Value(depth + 1)}"))}}}",
    };

    /// <summary>The text with some bytes changed, dropped or doubled.</summary>
    public string Mutate(string text)
    {
        var changed = new StringBuilder(text);
        for (var i = random.Next(1, 4); i > 0 && changed.Length > 1; i--)
        {
            var at = random.Next(changed.Length);
            switch (random.Next(4))
            {
                case 0: changed.Remove(at, Math.Min(random.Next(1, 8), changed.Length - at)); break;
                case 1: changed.Insert(at, changed.ToString(at, Math.Min(random.Next(1, 20), changed.Length - at))); break;
                case 2: changed[at] = "{}[]\",:0a\\ "[random.Next(11)]; break;
                default: changed.Insert(at, Value(4)); break;
            }
        }
        // A pair of surrogates may be cut in two now, which no JSON text can hold.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(changed.ToString()));
    }

    private (string Keyword, string Value) Keyword(int depth)
    {
        var isDeep = depth > 4;
        return random.Next(isDeep ? 14 : 38) switch
        {
            0 or 1 => ("type", random.Next(3) == 0 ? $"[\"{PickSound(Types, 1)}\",\"{PickSound(Types, 1)}\"]" : $"\"{PickSound(Types, 1)}\""),
            2 => ("enum", $"[{Value(3)},{Value(3)}]"),
            3 => ("const", Value(3)),
            4 => (Pick(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), PickSound(Numbers, 1)),
            5 => ("multipleOf", PickSound(["1", "2", "0.01", "1e-400", "3e30", "0"], 1)),
            6 => (Pick(["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"]), random.Next(4).ToString()),
            7 => ("pattern", $"\"{PickSound(Patterns, 1)}\""),
            8 => ("format", $"\"{Pick(Formats)}\""),
            9 => ("required", $"[\"{Pick(Names)}\",\"{Pick(Names)}\"]"),
            10 => ("uniqueItems", "true"),
            11 => (Pick(["$ref", "$ref", "$dynamicRef", "$recursiveRef"]), $"\"{PickSound(References, 6)}\""),
            12 => (Pick(["$anchor", "$dynamicAnchor"]), random.Next(15) == 0 ? "\"n\"" : $"\"n{_names++}\""),
            13 => random.Next(3) == 0 ? ("$id", random.Next(15) == 0 ? "\"urn:x\"" : $"\"urn:x{_names++}\"") : ("$recursiveAnchor", "true"),
            14 or 15 or 16 or 17 => ("properties", Members(depth)),
            18 or 19 => ("additionalProperties", Schema(depth + 1)),
            20 => ("patternProperties", $"{{\"{PickSound(Patterns, 1)}\":{Schema(depth + 1)}}}"),
            21 => ("propertyNames", Schema(depth + 1)),
            22 or 23 => ("items", Schema(depth + 1)),
            24 => ("prefixItems", List(depth)),
            25 => ("contains", Schema(depth + 1)),
            26 or 27 => ("anyOf", List(depth)),
            28 => ("oneOf", List(depth)),
            29 => ("allOf", List(depth)),
            30 => ("not", Schema(depth + 1)),
            31 => ("if", Schema(depth + 1)),
            32 => ("then", Schema(depth + 1)),
            33 => ("else", Schema(depth + 1)),
            34 => ("dependentSchemas", Members(depth)),
            35 => ("dependentRequired", $"{{\"{Pick(Names)}\":[\"{Pick(Names)}\"]}}"),
            36 => ("unevaluatedProperties", Schema(depth + 1)),
            _ => ("unevaluatedItems", Schema(depth + 1)),
        };
    }

    private string Members(int depth)
    {
        HashSet<string> names = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Names))];
        return $"{{{string.Join(',', names.Select(name => $"\"{name}\":{Schema(depth + 1)}"))}}}";
    }

    private string List(int depth) => $"[{string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Schema(depth + 1)))}]";

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];

    // The last ones are wrong nearly everywhere, and a schema with one mistake is refused as a whole.
    private string PickSound(string[] choices, int wrong) => choices[random.Next(choices.Length - (random.Next(12) == 0 ? 0 : wrong))];
}
