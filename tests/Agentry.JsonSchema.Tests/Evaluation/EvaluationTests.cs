using System.Diagnostics;
using System.Text;

namespace Agentry.JsonSchema.Tests;

public sealed class EvaluationTests
{
    [Theory]
    [InlineData("😀😀", true)]
    [InlineData("e\\u0301x", false)]
    [InlineData("\\ud83d\\ude00a", true)]
    [InlineData("\\ud800a", true)]
    [InlineData("abc", false)]
    public void MaxLength_CountsCodePoints(string text, bool isValid) =>
        Json.Schema("""{"maxLength":2}""").IsValid(Json.Parse($"\"{text}\"")).Should().Be(isValid);

    [Theory]
    [InlineData("😀", false)]
    [InlineData("😀a", true)]
    [InlineData("\\u0061\\u0062", true)]
    public void MinLength_CountsCodePoints(string text, bool isValid) =>
        Json.Schema("""{"minLength":2}""").IsValid(Json.Parse($"\"{text}\"")).Should().Be(isValid);

    [Fact]
    public void MaxLength_BeyondAnyInteger_HoldsForAll() => Json.Schema("""{"maxLength":1e30}""").IsValid(Json.Parse("\"a\"")).Should().BeTrue();

    [Fact]
    public void Names_WrittenWithEscapes_AreTheSameNames()
    {
        var schema = Json.Schema("""{"properties":{"caf\u00e9":{"type":"integer"},"a\\u0062":{"type":"string"}},"required":["café"],"additionalProperties":false}""");
        schema.IsValid(Json.Parse("""{"\u0063af\u00e9":1}""")).Should().BeTrue();
        schema.IsValid(Json.Parse("""{"\u0063af\u00e9":"x"}""")).Should().BeFalse();
        schema.IsValid(Json.Parse("""{"café":1,"a\\u0062":"x"}""")).Should().BeTrue();
        schema.IsValid(Json.Parse("""{"café":1,"a\u0062":"x"}""")).Should().BeFalse("that name is \"ab\"");
    }

    [Fact]
    public void Names_WithLoneSurrogates_AreAnsweredAndStayDistinct()
    {
        var schema = Json.Schema("""{"properties":{"\ud800":{"const":"\udfff"}},"additionalProperties":false}""");
        schema.IsValid(Json.Parse("""{"\uD800":"\uDFFF"}""")).Should().BeTrue();
        schema.IsValid(Json.Parse("""{"\uD800":"\uDFFE"}""")).Should().BeFalse();
        schema.Validate(Json.Parse("""{"\uD801":"\uDFFE"}""")).Should().ContainSingle();
    }

    [Fact]
    public void RepeatedNames_HaveToBeValidEachTime()
    {
        var schema = Json.Schema("""{"properties":{"a":{"type":"integer"}},"required":["a","b"]}""");
        schema.IsValid(Json.Parse("""{"a":"x","a":1,"b":1}""")).Should().BeFalse();
        schema.IsValid(Json.Parse("""{"a":1,"a":2}""")).Should().BeFalse("b is missing, and a does not count twice");
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(2_000)]
    public void Required_OfManyNames_MissesEachOfThem(int count)
    {
        var names = Enumerable.Range(0, count).Select(i => $"p{i}").ToList();
        var schema = Json.Schema($$"""{"required":[{{string.Join(',', names.Select(name => $"\"{name}\""))}}]}""");
        schema.IsValid(Object(names)).Should().BeTrue();
        foreach (var missing in (int[])[0, 31, count - 1])
        {
            var instance = Object(names.Where((_, i) => i != missing));
            schema.IsValid(instance).Should().BeFalse();
            schema.Validate(instance).Should().ContainSingle().Which.Expected.Should().Contain($"\"p{missing}\"");
        }
    }

    [Fact]
    public void Depth_AtTheLimit_IsValid_AndBeyondIt_IsAProblem()
    {
        var schema = Json.Schema("""{"type":"array","items":{"$ref":"#"}}""");
        schema.IsValid(Nested(64)).Should().BeTrue();
        schema.IsValid(Nested(65)).Should().BeFalse();
        var problem = schema.Validate(Nested(65)).Should().ContainSingle().Subject;
        (problem.Keyword, problem.Pointer).Should().Be(("limit", string.Concat(Enumerable.Repeat("/0", 64))));
        problem.Expected.Should().Contain("64 levels");
    }

    [Fact]
    public void Depth_OfObjects_IsCountedLikeThatOfArrays()
    {
        foreach (var schema in (string[])["""{"additionalProperties":{"$ref":"#"}}""", """{"patternProperties":{"^a":{"$ref":"#"}}}"""])
        {
            Json.Schema(schema).IsValid(NestedObjects(64)).Should().BeTrue();
            Json.Schema(schema).IsValid(NestedObjects(65)).Should().BeFalse();
            Json.Schema(schema, new SchemaCompileOptions { MaxDepth = 3 }).Validate(NestedObjects(4)).Should().ContainSingle().Which.Pointer.Should().Be("/a/a/a");
        }
    }

    [Theory]
    [InlineData("""{"items":{"$ref":"#"}}""")]
    [InlineData("""{"uniqueItems":true}""")]
    [InlineData("""{"not":{"items":{"$ref":"#"}}}""")]
    [InlineData("""{"anyOf":[{"items":{"$ref":"#"}},{"type":"string"}]}""")]
    public void Depth_OfAnExtremeInstance_NeverOverflowsTheStack(string schema)
    {
        var compiled = Json.Schema(schema, new SchemaCompileOptions { MaxDepth = int.MaxValue });
        var instance = Json.Parse("[" + new string('[', 20_000) + new string(']', 20_000) + "," + new string('[', 20_000) + new string(']', 20_000) + "]", 100_000);
        var thread = new Thread(() => compiled.IsValid(instance).Should().BeFalse(), 256 * 1024);
        thread.Start();
        thread.Join();
        compiled.Validate(instance).Should().NotBeEmpty();
    }

    [Fact]
    public void Steps_OfAlternativesThatMultiply_AreBounded()
    {
        var levels = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"d{i}\":{{\"anyOf\":[{{\"$ref\":\"#/$defs/d{i + 1}\"}},{{\"$ref\":\"#/$defs/d{i + 1}\"}}]}}"));
        var schema = Json.Schema("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + levels + ",\"d40\":{\"type\":\"string\"}}}");
        var clock = Stopwatch.StartNew();
        schema.IsValid(Json.Parse("1")).Should().BeFalse();
        schema.Validate(Json.Parse("1")).Should().NotBeEmpty();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), "two to the power of 40 branches would take days");
    }

    [Theory]
    [InlineData("[1,1.0]", false)]
    [InlineData("[1,true]", true)]
    [InlineData("[0,false]", true)]
    [InlineData("[\"a\",\"\\u0061\"]", false)]
    [InlineData("[{\"a\":1,\"b\":2},{\"b\":2.0,\"a\":1e0}]", false)]
    [InlineData("[{\"a\":1},{\"a\":1,\"b\":1}]", true)]
    [InlineData("[[1,2],[2,1]]", true)]
    [InlineData("[1e400,10e399]", false)]
    [InlineData("[{\"a\":1,\"a\":1},{\"a\":1,\"b\":1}]", true)]
    public void UniqueItems_ComparesByValue(string items, bool isUnique)
    {
        var schema = Json.Schema("""{"uniqueItems":true}""");
        schema.IsValid(Json.Parse(items)).Should().Be(isUnique);

        // The same question to the hashed path, which starts at 17 items.
        var padding = string.Concat(Enumerable.Range(0, 40).Select(i => $",\"pad{i}\",{i + 100},[{i}],{{\"p\":{i}}}"));
        schema.IsValid(Json.Parse(items[..^1] + padding + "]")).Should().Be(isUnique);
    }

    [Fact]
    public void Enum_OfManyNumbersOverManyItems_StaysFast()
    {
        var schema = Json.Schema("{\"items\":{\"enum\":[" + string.Join(',', Enumerable.Range(0, 50_000)) + "]}}");
        var clock = Stopwatch.StartNew();
        schema.IsValid(Json.Parse($"[{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"{i}.0"))}]")).Should().BeTrue();
        schema.IsValid(Json.Parse("[50000]")).Should().BeFalse();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void UniqueItems_OfManyItems_StaysFast()
    {
        var schema = Json.Schema("""{"uniqueItems":true}""");
        var items = Enumerable.Range(0, 100_000).Select(i => $"\"item {i}\"");
        var clock = Stopwatch.StartNew();
        schema.IsValid(Json.Parse($"[{string.Join(',', items)}]")).Should().BeTrue();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void EqualNestedObjects_AreComparedWithoutMultiplyingWork()
    {
        var nested = string.Concat(Enumerable.Repeat("{\"a\":1,\"b\":", 60)) + "0" + new string('}', 60);
        var clock = Stopwatch.StartNew();
        Json.Schema($$"""{"const":{{nested}}}""").IsValid(Json.Parse(nested)).Should().BeTrue();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("""{"kind":"a","x":1}""", true)]
    [InlineData("""{"kind":"b","y":"s"}""", true)]
    [InlineData("""{"kind":"b","x":1}""", false)]
    [InlineData("""{"kind":"c"}""", false)]
    [InlineData("""{"x":1}""", false)]
    [InlineData("""{"kind":1}""", false)]
    [InlineData("""{"k\u0069nd":"\u0061","x":1}""", true)]
    [InlineData("""{"kind":"b","kind":"a","x":1}""", false)]
    [InlineData("\"text\"", false)]
    public void Discriminator_DecidesAsTheAlternativesWould(string instance, bool isValid)
    {
        const string Branches = """
            [{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["kind","x"]},
             {"type":"object","properties":{"kind":{"enum":["b","bb"]},"y":{"type":"string"}},"required":["kind","y"]}]
            """;
        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            var schema = Json.Schema("{\"" + keyword + "\":" + Branches + "}");
            schema.IsValid(Json.Parse(instance)).Should().Be(isValid);
            schema.Validate(Json.Parse(instance)).Any().Should().Be(!isValid);
        }
    }

    [Fact]
    public void Alternatives_WhoseConstantIsOptional_AreAllTried()
    {
        var schema = Json.Schema("""{"anyOf":[{"properties":{"kind":{"const":"a"}},"required":["kind"]},{"properties":{"kind":{"const":"b"},"x":{"type":"integer"}}}]}""");
        schema.IsValid(Json.Parse("""{"x":1}""")).Should().BeTrue();
        schema.IsValid(Json.Parse("""{"x":"1"}""")).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"ab":1}""", true)]
    [InlineData("""{"abcd":1}""", false)]
    [InlineData("""{"\u0061b":1}""", true)]
    [InlineData("""{"x y":1}""", false)]
    public void PropertyNames_AreCheckedAsStrings(string instance, bool isValid) =>
        Json.Schema("""{"propertyNames":{"allOf":[{"maxLength":3},{"anyOf":[{"pattern":"^[a-z]+$"},{"const":"Z"}]}],"not":{"enum":["bad"]}}}""")
            .IsValid(Json.Parse(instance)).Should().Be(isValid);

    [Fact]
    public void Format_IsAnAnnotationUnlessAsserted()
    {
        const string Schema = """{"format":"date"}""";
        Json.Schema(Schema).IsValid(Json.Parse("\"x\"")).Should().BeTrue();
        Json.Schema(Schema, new SchemaCompileOptions { AssertFormat = true }).IsValid(Json.Parse("\"x\"")).Should().BeFalse();
        Json.Schema("""{"format":"mine"}""", new SchemaCompileOptions { AssertFormat = true }).IsValid(Json.Parse("\"x\"")).Should().BeTrue();
    }

    [Fact]
    public void IsValid_OfAnUndefinedElement_Throws() =>
        FluentActions.Invoking(() => Json.Schema("{}").IsValid(default(System.Text.Json.JsonElement))).Should().Throw<ArgumentException>();

    [Fact]
    public async Task OneProgram_RunByManyTasks_AnswersAllOfThemRight()
    {
        var schema = Json.Schema("""
            {"type":"object","properties":{"id":{"pattern":"^(a|b)+-[0-9]{3}$"},"tags":{"uniqueItems":true},"n":{"multipleOf":0.01}},"required":["id"]}
            """);
        var tasks = Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var isValid = (i + worker) % 2 == 0;
                var instance = Json.Parse($$"""{"id":"ab-{{(isValid ? "123" : "12x")}}","tags":["é\n{{i}}","b"],"n":{{i}}.25}""");
                schema.IsValid(instance).Should().Be(isValid);
                schema.Validate(instance).Should().HaveCount(isValid ? 0 : 1);
                schema.IsValid(ClrValues.FromObject(instance)).Should().Be(isValid);
            }
        }));
        await Task.WhenAll(tasks);
    }

    private static System.Text.Json.JsonElement Object(IEnumerable<string> names) =>
        Json.Parse("{" + string.Join(',', names.Select(name => $"\"{name}\":0")) + "}");

    private static System.Text.Json.JsonElement NestedObjects(int levels) =>
        Json.Parse(string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "0" + new string('}', levels), 1000);

    private static System.Text.Json.JsonElement Nested(int levels) =>
        Json.Parse(new StringBuilder().Append('[', levels).Append(']', levels).ToString(), 1000);
}
