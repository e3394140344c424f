using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Agentry.JsonSchema.Tests;

public sealed class SchemaOutputTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteFlag_SaysOnlyWhetherItMatches(bool isValid) =>
        Write(writer => SchemaOutput.WriteFlag(writer, isValid)).Should().Be(isValid ? """{"valid":true}""" : """{"valid":false}""");

    [Fact]
    public void WriteBasic_OfAValidInstance_HasNoErrors() => Write(writer => SchemaOutput.WriteBasic(writer, [])).Should().Be("""{"valid":true}""");

    [Fact]
    public void WriteBasic_OfAnInvalidInstance_ListsItsErrors()
    {
        var registry = new SchemaRegistry();
        registry.Add("urn:part", Json.Parse("""{"type":"string"}"""));
        var schema = Json.Schema("""{"properties":{"a":{"type":"integer"},"b":{"$ref":"urn:part"}}}""", new SchemaCompileOptions { Registry = registry });
        Write(writer => SchemaOutput.WriteBasic(writer, schema.Validate(Json.Parse("""{"a":"x","b":1}""")))).Should().Be(
            """{"valid":false,"errors":[{"valid":false,"keywordLocation":"/properties/a/type","absoluteKeywordLocation":"#/properties/a/type","instanceLocation":"/a","error":"expected integer, got \u0022x\u0022"},"""
            + """{"valid":false,"keywordLocation":"/type","absoluteKeywordLocation":"urn:part#/type","instanceLocation":"/b","error":"expected string, got 1"}]}""");
    }

    [Fact]
    public void ForeignValidator_GetsArgumentsAsAnElement()
    {
        ISchemaValidator foreign = new OnlyObjects();
        foreign.IsValid(new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = 1 }).Should().BeTrue();
        foreign.Validate(new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = 1 }).Should().BeEmpty();
        ISchemaValidator ours = Json.Schema("""{"required":["b"]}""");
        ours.IsValid(new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = 1 }).Should().BeFalse();
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output)) write(writer);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private sealed class OnlyObjects : ISchemaValidator
    {
        public bool IsValid(JsonElement instance) => instance.ValueKind == JsonValueKind.Object;

        public IReadOnlyList<SchemaProblem> Validate(JsonElement instance, int maxProblems = 5) => [];
    }
}
