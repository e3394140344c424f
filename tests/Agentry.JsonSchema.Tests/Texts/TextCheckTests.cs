using System.Text;

namespace Agentry.JsonSchema.Tests;

public sealed class TextCheckTests
{
    private const string SinglePass = """{"type":"object","properties":{"a":{"type":"integer"},"b":{"items":{"type":["string","null"]}}},"required":["a"]}""";
    private const string NeedsADocument = """{"type":"object","properties":{"a":{"type":"integer"},"b":{"uniqueItems":true}},"required":["a"]}""";

    [Theory]
    [InlineData(SinglePass, true)]
    [InlineData(NeedsADocument, false)]
    [InlineData("""{"anyOf":[{"type":"object","properties":{"a":{}}},{"type":"string"}]}""", true)]
    [InlineData("""{"anyOf":[{"type":"object","properties":{"a":{}}},{"type":"object"}]}""", false)]
    [InlineData("""{"allOf":[{"required":["a"]},{"required":["b"]}]}""", false)]
    [InlineData("""{"items":{"allOf":[{"type":"string"},{"minLength":1}],"type":"string","pattern":"^a"}}""", true)]
    [InlineData("""{"enum":[1,"a",null]}""", true)]
    [InlineData("""{"enum":[{}]}""", false)]
    [InlineData("""{"unevaluatedProperties":false}""", false)]
    [InlineData("""{"patternProperties":{"^a":{}}}""", false)]
    public void Program_IsSinglePass_WhereNoContainerIsLookedAtTwice(string schema, bool isSinglePass) => Json.Schema(schema).Program.IsSinglePass.Should().Be(isSinglePass);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1}}""")]
    [InlineData("""{"a":1} 2""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":1,"c":[1,}""")]
    [InlineData("{'a':1}")]
    public void TextThatIsNotJson_IsMalformed(string text)
    {
        foreach (var schema in (string[])[SinglePass, NeedsADocument])
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            Json.Schema(schema).IsValid(utf8).Should().BeFalse();
            var problem = Json.Schema(schema).Validate(utf8).Should().ContainSingle().Subject;
            (problem.Keyword, problem.Failure).Should().Be(("json", SchemaFailure.Malformed));
        }
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""", "/a")]
    [InlineData("""{"a":1,"\u0061":2}""", "/a")]
    [InlineData("""{"a":1,"x":[{"y":1},{"y":1,"z":2,"y":3}]}""", "/x/1/y")]
    [InlineData("""{"a":1,"x":{"a":1},"y":{"a":1}}""", null)]
    public void DuplicateNames_WhereRefused_AreNamed(string text, string? pointer)
    {
        foreach (var schema in (string[])[SinglePass, NeedsADocument])
        {
            var compiled = Json.Schema(schema, new SchemaCompileOptions { RefuseDuplicateNames = true });
            var utf8 = Encoding.UTF8.GetBytes(text);
            compiled.IsValid(utf8).Should().Be(pointer is null);
            Json.Schema(schema).IsValid(utf8).Should().BeTrue("they are not refused by default");
            if (pointer is null) continue;
            var problem = compiled.Validate(utf8).Should().ContainSingle().Subject;
            (problem.Pointer, problem.Failure).Should().Be((pointer, SchemaFailure.DuplicateName));
        }
    }

    [Fact]
    public void DuplicateNames_AmongThousands_AreFound()
    {
        var schema = Json.Schema("true", new SchemaCompileOptions { RefuseDuplicateNames = true });
        var names = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"name{i}\":0"));
        schema.IsValid(Encoding.UTF8.GetBytes($"{{{names}}}")).Should().BeTrue();
        schema.IsValid(Encoding.UTF8.GetBytes($"{{{names},\"name7\":0}}")).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"kind":"a","x":1}""", true)]
    [InlineData("""{"x":1,"kind":"a"}""", true)]
    [InlineData("""{"x":{"kind":"b"},"kind":"b","y":"s"}""", true)]
    [InlineData("""{"kind":"b","x":1}""", false)]
    [InlineData("""{"kind":"c"}""", false)]
    [InlineData("""{"kind":1}""", false)]
    [InlineData("""{"k\u0069nd":"\u0061","x":1}""", true)]
    [InlineData("""{"kind":"b","kind":"a","x":1}""", false)]
    [InlineData("{}", false)]
    public void Discriminator_IsFoundAheadOfItsObject(string instance, bool isValid)
    {
        var schema = Json.Schema("""
            {"anyOf":[{"type":"object","properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["kind","x"]},
                      {"type":"object","properties":{"kind":{"const":"b"},"y":{"type":"string"}},"required":["kind","y"]}]}
            """);
        schema.Program.IsSinglePass.Should().BeTrue();
        schema.IsValid(Encoding.UTF8.GetBytes(instance)).Should().Be(isValid);
        schema.IsValid(Json.Parse(instance)).Should().Be(isValid);
    }

    [Fact]
    public void SinglePass_OnValidAndInvalid_AllocatesNothing()
    {
        var schema = Json.Schema(SinglePass);
        byte[][] texts = [.. new[] { """{"a":1,"b":["x",null,"\u00e9"],"c":{"d":[1]}}""", """{"b":[1]}""", """{"a":"x"}""" }.Select(Encoding.UTF8.GetBytes)];
        var results = 0;
        void Run()
        {
            for (var i = 0; i < 300; i++)
            {
                if (schema.IsValid(texts[i % 3])) results++;
            }
        }

        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        results.Should().Be(200);
    }
}
