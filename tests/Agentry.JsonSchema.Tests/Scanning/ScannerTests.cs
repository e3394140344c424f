using System.Text.Json;
using System.Text.RegularExpressions;

namespace Agentry.JsonSchema.Tests;

/// <summary>A parsed value is checked by its text: the verdict is the one that its nodes give, however the text is written and whatever is asked in one pass.</summary>
public sealed partial class ScannerTests
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"integer"}},"allOf":[{"properties":{"b":{"type":"string"}},"required":["b"]}],"unevaluatedProperties":false}""", """{"a":1,"b":"x"}""", """{"a":1}""", """{"b":1}""", """{"b":"x","c":1}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{"minimum":1}}},{"properties":{"a":{"maximum":3}},"additionalProperties":{"type":"null"}}]}""", """{"a":2,"b":null}""", """{"a":0}""", """{"a":4}""", """{"b":1}""")]
    [InlineData("""{"allOf":[{"properties":{"a":true},"additionalProperties":false},{"properties":{"b":true},"additionalProperties":false}]}""", "{}", """{"a":1}""", """{"b":1}""")]
    [InlineData("""{"if":{"properties":{"k":{"const":"a"}},"required":["k"]},"then":{"required":["x"]},"else":{"required":["y"]}}""", """{"k":"a","x":1}""", """{"k":"a","y":1}""", """{"k":"b","x":1}""", "{}")]
    [InlineData("""{"if":{"properties":{"k":{"const":"a"}}},"then":{"required":["x"]}}""", """{"k":"b"}""", "{}", """{"k":"a"}""")]
    [InlineData("""{"if":{"properties":{"k":{"const":"a"}},"required":["k"]},"then":{"properties":{"x":{"type":"integer"}}}}""", """{"k":"a","x":1}""", """{"k":"a","x":"1"}""")]
    [InlineData("""{"dependentRequired":{"a":["b"],"b":["a"]}}""", """{"a":1,"b":1}""", """{"a":1}""", """{"b":1}""")]
    [InlineData("""{"dependentSchemas":{"a":{"required":["b"]}}}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"dependentSchemas":{"a":{"properties":{"b":{"type":"null"}}}}}""", """{"a":1,"b":null}""", """{"a":1,"b":1}""")]
    [InlineData("""{"type":["object","string"],"properties":{"a":{"type":"integer"}},"allOf":[{"properties":{"a":{"minimum":2}},"minLength":2}]}""", """{"a":2}""", "\"xy\"", "\"x\"", """{"a":1}""", "1")]
    [InlineData("""{"properties":{"a":{"type":"integer"}},"allOf":[{"type":"string"}]}""", "\"x\"", "{}")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string"}},"properties":{"x-n":{"maxLength":2}},"additionalProperties":{"type":"integer"}}""", """{"x-n":"ab","n":1}""", """{"x-n":"abc"}""", """{"x-n":1}""", """{"n":"1"}""")]
    [InlineData("""{"propertyNames":{"maxLength":2},"required":["ab"]}""", """{"ab":1}""", """{"abc":1,"ab":1}""", "{}")]
    [InlineData("""{"patternProperties":{"^a":{"minimum":1}},"allOf":[{"patternProperties":{"b$":{"maximum":3}}}]}""", """{"ab":2}""", """{"ab":0}""", """{"ab":4}""")]
    [InlineData("""{"minProperties":1,"allOf":[{"maxProperties":2}]}""", """{"a":1}""", "{}", """{"a":1,"b":1,"c":1}""")]
    [InlineData("""{"uniqueItems":true}""", """["a","b",1,true,null]""", """["a","\u0061"]""", "[1,1.0]", "[true,true]", "[1,2,1e0]", """[{"a":1},{"a":1}]""", "[[1],[1]]")]
    [InlineData("""{"contains":{"type":"integer"},"minContains":2,"maxContains":3}""", "[1,2]", "[1]", "[1,2,3,4]")]
    [InlineData("""{"prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}""", """["a",1]""", """["a"]""", """["a",1,2]""", "[1]")]
    [InlineData("""{"items":{"anyOf":[{"properties":{"t":{"const":"a"},"v":{"type":"integer"}},"required":["t"]},{"properties":{"t":{"const":"b"},"v":{"type":"string"}},"required":["t"]}]}}""", """[{"v":1,"t":"a"},{"t":"b","v":"x"}]""", """[{"t":"b","v":1}]""", """[{"v":1}]""", """[{"t":"c"}]""", """[{"t":1}]""")]
    [InlineData("""{"oneOf":[{"type":"string"},{"maxLength":3}]}""", "1", "\"ab\"", "\"abcd\"")]
    [InlineData("""{"not":{"properties":{"a":{"type":"integer"}},"required":["a"]}}""", "{}", """{"a":1}""", """{"a":"x"}""")]
    [InlineData("""{"type":"object","properties":{"a\"b":{"type":"integer"},"c\\":{"type":"string"},"é":{"type":"null"}},"additionalProperties":false}""", """{"a\"b":1,"c\\":"x","\u00e9":null,"é":null}""", """{"c\\":1}""", """{"\u00e9":1}""", """{"a":1}""")]
    [InlineData("""{"enum":["a\nb","é",1.0,null,true]}""", "\"a\\nb\"", "\"\\u00e9\"", "1", "null", "true", "false", "\"a\"", "1.1")]
    [InlineData("""{"type":"integer","minimum":-2}""", "-1", "1.0", "1e2", "1.5", "-3", "12345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("""{"properties":{"a":{"enum":[[1],{"b":1}]}}}""", """{"a":[1.0]}""", """{"a":{"b":1}}""", """{"a":[]}""")]
    [InlineData("""{"unevaluatedItems":false,"prefixItems":[true]}""", "[1]", "[1,2]")]
    [InlineData("""{"minLength":3,"pattern":"^.b"}""", "\"\\u0061\\u0062c\"", "\"\\u0061b\"", "\"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\"")]
    public void IsValid_OfAnyText_IsTheVerdictOfItsNodes(string schemaText, params string[] instances)
    {
        var schema = Json.Schema(schemaText);
        foreach (var instance in instances)
        {
            var element = Json.Parse(instance);
            var expected = NodeCheck.IsValid(schema, element);
            schema.IsValid(element).Should().Be(expected, "{0}", instance);
            schema.IsValid(Spaced(element)).Should().Be(expected, "{0} with white space", instance);
            Wrapped(schemaText).IsValid(new Dictionary<string, object?>(StringComparer.Ordinal) { ["value"] = element }).Should().Be(expected, "{0} among arguments", instance);
            if (element.ValueKind == JsonValueKind.Object) schema.IsValid(Members(element)).Should().Be(expected, "{0} as arguments", instance);
        }
        instances.Select(instance => schema.IsValid(Json.Parse(instance))).Distinct().Should().HaveCount(2, "a row has both verdicts");
    }

    [Theory]
    [InlineData("""{"a":/* } " ] */1,"c":{"d":[/*]}"*/]}}""", true)]
    [InlineData("""{/*"a":"x",*/"a":1}""", true)]
    [InlineData("""{"a":1,}""", true)]
    [InlineData("""{"c":{"x":[1,2,],},"a":"1"}""", false)]
    [InlineData("{// \"\n\"a\":\"1\"}", false)]
    [InlineData("""{"c":{/*}*/},"a":"x"}""", false)]
    [InlineData("""{"c":{"x":"/*"},"a":1}""", true)]
    public void IsValid_OfATextWithCommentsOrTrailingCommas_IsTheVerdictOfItsNodes(string text, bool expected)
    {
        using var document = JsonDocument.Parse(text, Lenient);
        var schema = Json.Schema("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""");
        schema.IsValid(document.RootElement).Should().Be(expected);
        (schema.Validate(document.RootElement).Count == 0).Should().Be(expected);
        Wrapped("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""")
            .IsValid(new Dictionary<string, object?>(StringComparer.Ordinal) { ["value"] = document.RootElement }).Should().Be(expected);
    }

    // Two hundred alternatives that each pass over a hundred kilobytes: bytes are counted, and the rest is answered by nodes, which pass over it at once.
    [Fact]
    public void IsValid_WhereMuchIsPassedOverAgainAndAgain_IsLeftToTheNodes()
    {
        var alternatives = string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"properties":{"a":{},"b":{"const":{{i}}} },"required":["a","b"]}"""));
        var schema = Json.Schema($$"""{"anyOf":[{{alternatives}}]}""");
        var element = Json.Parse($$"""{"a":["{{new string('x', 100_000)}}"],"b":199}""");
        var state = new EvaluationState(schema.Program.Limits);
        new Scanner(schema.Program, ref state, new ElementNode(element).RawText).Run(schema.Program.Plans![schema.Program.Root], 0).Should().BeFalse();
        state.Fault.Should().Be(EvaluationFault.NotScannable);
        schema.IsValid(element).Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"integer"}},"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]},"allOf":[{"properties":{"b":{}}}],"unevaluatedProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"dependentRequired":{"a":["b"]}}""")]
    public void Compile_OfWhatSeveralKeywordsAskOfAnObject_MakesOnePass(string schema)
    {
        var program = Json.Schema(schema).Program;
        var root = program.Plans![program.Root];
        root.Object.Should().NotBeNull();
        root.Rest.Should().NotContain(rest => (rest.Kinds & NodeKind.Object) != NodeKind.Unsupported);
    }

    [Fact]
    public void IsValid_OfArgumentsOfADictionaryThatFoldsCase_ComparesNamesExactly()
    {
        var schema = Json.Schema("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");
        schema.IsValid(new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["City"] = Json.Parse("\"x\"") }).Should().BeFalse();
        schema.IsValid(new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["city"] = Json.Parse("\"x\"") }).Should().BeTrue();
    }

    private static CompiledSchema Wrapped(string schema) => Json.Schema($$"""{"properties":{"value":{{schema}} } }""");

    private static Dictionary<string, object?> Members(JsonElement element)
    {
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject()) members[member.Name] = member.Value;
        return members;
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|[{}\\[\\]:,]", RegexOptions.None, 60_000)]
    private static partial Regex Token();

    private static JsonElement Spaced(JsonElement element)
    {
        var text = Token().Replace(element.GetRawText(), " $0\r\n\t");
        return Json.Parse(text);
    }
}
