using System.Diagnostics;
using System.Text;
using Agentry.Tests;

namespace Agentry.JsonSchema.Tests;

/// <summary>Inputs made to crash, to hang or to fill memory: each is answered in time and says which limit it met.</summary>
public sealed class HostileTests
{
    private static readonly string FiveMegabytes = new('x', 5 * 1024 * 1024);

    [Fact]
    public void TextThatIsTooLong_IsRefusedThroughEveryWay()
    {
        var schema = Json.Schema("""{"type":"object","properties":{"a":{"type":"string","pattern":"^(x|y)+$"}}}""");
        var utf8 = Encoding.UTF8.GetBytes($$"""{"a":"{{FiveMegabytes}}"}""");
        Failure(schema, utf8).Should().Be(SchemaFailure.TooLong);
        Within(() => schema.Validate(Json.Parse(Encoding.UTF8.GetString(utf8))).Single().Failure).Should().Be(SchemaFailure.TooLong);
        Within(() => schema.Validate(new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = FiveMegabytes }).Single().Failure).Should().Be(SchemaFailure.TooLong);
    }

    [Fact]
    public void TextBelowTheLimit_IsAnsweredInLinearTime()
    {
        var schema = Json.Schema("""{"type":"string","pattern":"^(a+)+$"}""");
        Within(() => schema.IsValid(Encoding.UTF8.GetBytes($"\"{new string('a', 4_000_000)}!\""))).Should().BeFalse();
    }

    /// <summary>An expression whose time is up may answer wrongly (.NET 10); such an answer must not count.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void LongText_WhoseTimeIsUp_IsNeverTakenForAMatch(int milliseconds)
    {
        var schema = Json.Schema("""{"type":"string","pattern":"^(a+)+$"}""", new SchemaCompileOptions { PatternTimeout = TimeSpan.FromMilliseconds(milliseconds) });
        var text = Encoding.UTF8.GetBytes($"\"{new string('a', 4_000_000)}!\"");
        var runs = Scale.Of(20, 400);
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => schema.IsValid(text).Should().BeFalse());
    }

    [Theory]
    [InlineData("""{"type":"array","items":{"$ref":"#"}}""")]
    [InlineData("""{"type":"array"}""")]
    [InlineData("""{"uniqueItems":true}""")]
    public void Nesting10000Deep_IsTooDeep(string schema)
    {
        var text = new string('[', 10_000) + new string(']', 10_000);
        Failure(Json.Schema(schema), Encoding.UTF8.GetBytes(text)).Should().Be(SchemaFailure.TooDeep);
        Failure(Json.Schema(schema), Encoding.UTF8.GetBytes(new string('[', 10_000))).Should().Be(SchemaFailure.TooDeep);
    }

    [Fact]
    public void Nesting10000Deep_WithTheLimitLifted_StillEnds()
    {
        var options = new SchemaCompileOptions { MaxDepth = int.MaxValue, RefuseDuplicateNames = true };
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "0" + new string('}', 10_000));
        var schema = Json.Schema("""{"additionalProperties":{"$ref":"#"}}""", options);
        var thread = new Thread(() => schema.IsValid(text).Should().BeFalse(), 256 * 1024);
        thread.Start();
        thread.Join();
    }

    [Fact]
    public void SchemaNested10000Deep_IsRefused()
    {
        var text = string.Concat(Enumerable.Repeat("{\"items\":", 10_000)) + "true" + new string('}', 10_000);
        var compile = () => CompiledSchema.Compile(Json.Parse(text, 20_000));
        compile.Should().Throw<SchemaCompileException>().WithMessage("*deeper*");
    }

    [Fact]
    public void SchemaThatIsTooLong_IsRefused()
    {
        var compile = () => Json.Schema($$"""{"description":"{{FiveMegabytes}}"}""", new SchemaCompileOptions { MaxSchemaBytes = 1_000_000 });
        compile.Should().Throw<SchemaCompileException>().WithMessage("*MaxSchemaBytes*");
    }

    [Theory]
    [InlineData("1e-400", "1", true)]
    [InlineData("1e-400", "3e-401", false)]
    [InlineData("1e-99999999999999999999", "1", null)]
    [InlineData("1e-99999999999999999", "7", true)]
    public void MultipleOf_AnExtremelySmallNumber_IsExactOrRefused(string divisor, string number, bool? isMultiple)
    {
        var schema = () => Json.Schema($$"""{"multipleOf":{{divisor}}}""");
        if (isMultiple is null) schema.Should().Throw<SchemaCompileException>().WithMessage("*MaxNumberLength*");
        else Within(() => schema().IsValid(Encoding.UTF8.GetBytes(number))).Should().Be(isMultiple.Value);
    }

    [Theory]
    [InlineData("""{"multipleOf":3}""")]
    [InlineData("""{"maximum":3}""")]
    [InlineData("""{"type":"integer"}""")]
    [InlineData("""{"enum":[1,2]}""")]
    [InlineData("""{"not":{"enum":[1,2]}}""")]
    public void NumberThatIsTooLong_IsRefused(string schema)
    {
        Failure(Json.Schema(schema), Encoding.UTF8.GetBytes(new string('7', 5_000) + ".5")).Should().Be(SchemaFailure.NumberTooLong);
        Failure(Json.Schema(schema), "1e99999999999999999999"u8.ToArray()).Should().Be(SchemaFailure.NumberTooLong);
        Failure(Json.Schema(schema), "1e-99999999999999999999"u8.ToArray()).Should().Be(SchemaFailure.NumberTooLong);
    }

    [Fact]
    public void PatternThatGoesBack_TimesOut()
    {
        var schema = Json.Schema("""{"items":{"pattern":"^(?=a)(a+)+$"}}""", new SchemaCompileOptions { PatternTimeout = TimeSpan.FromMilliseconds(5) });
        var text = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat($"\"{new string('a', 40)}!\"", 100))}]");
        Failure(schema, text).Should().Be(SchemaFailure.PatternTimeout);
    }

    [Fact]
    public void AlternativesThatMultiply_AreTooManySteps()
    {
        var levels = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"d{i}\":{{\"anyOf\":[{{\"$ref\":\"#/$defs/d{i + 1}\"}},{{\"$ref\":\"#/$defs/d{i + 1}\"}}]}}"));
        var schema = Json.Schema("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + levels + ",\"d40\":{\"type\":\"string\"}}}", new SchemaCompileOptions { MaxEvaluationSteps = 100_000 });
        Failure(schema, "1"u8.ToArray()).Should().Be(SchemaFailure.TooManySteps);
    }

    [Fact]
    public void UnevaluatedInsideAlternativesThatMultiply_AreTooManySteps()
    {
        var levels = string.Join(',', Enumerable.Range(0, 30).Select(i =>
            $"\"d{i}\":{{\"anyOf\":[{{\"$ref\":\"#/$defs/d{i + 1}\"}},{{\"$ref\":\"#/$defs/d{i + 1}\"}}],\"unevaluatedProperties\":false}}"));
        var schema = Json.Schema("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + levels + ",\"d30\":{\"patternProperties\":{\"^a\":true}}}}", new SchemaCompileOptions { MaxEvaluationSteps = 100_000 });
        Failure(schema, """{"a":1}"""u8.ToArray()).Should().Be(SchemaFailure.TooManySteps);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("{\"\\ud800\":\"\\ud800x\"}")]
    public void LoneSurrogates_AreAnswered(string text)
    {
        foreach (var schema in (string[])["""{"maxLength":10,"pattern":"^","format":"email"}""", """{"enum":["a"]}""", """{"propertyNames":{"pattern":"^a"}}""", """{"additionalProperties":{"minLength":9}}"""])
        {
            var compiled = Json.Schema(schema, new SchemaCompileOptions { AssertFormat = true });
            var utf8 = Encoding.UTF8.GetBytes(text);
            Within(() => compiled.IsValid(utf8)).Should().Be(compiled.IsValid(Json.Parse(text)));
            Within(() => compiled.Validate(utf8).Count == 0).Should().Be(compiled.IsValid(utf8));
        }
    }

    [Fact]
    public void BytesThatAreNoUtf8_AreAnswered()
    {
        foreach (var schema in (string[])["""{"type":"string","pattern":"^(a|b)$"}""", """{"maxLength":1}""", """{"const":"a"}""", """{"type":"integer"}""", """{"format":"idn-hostname"}"""])
        {
            var compiled = Json.Schema(schema, new SchemaCompileOptions { AssertFormat = true });
            byte[] text = [(byte)'"', 0xFF, 0xC0, 0x80, 0xED, (byte)'"'];
            Within(() => compiled.Validate(text).Count == 0).Should().Be(compiled.IsValid(text));
        }
    }

    private static SchemaFailure Failure(CompiledSchema schema, byte[] text)
    {
        Within(() => schema.IsValid(text)).Should().BeFalse();
        return Within(() => schema.Validate(text)).Should().ContainSingle().Which.Failure;
    }

    // Generous, because other work may hold the machine; what is guarded against would take hours.
    private static T Within<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var result = work();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
        return result;
    }
}
