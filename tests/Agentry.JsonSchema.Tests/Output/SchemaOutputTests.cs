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
            + """{"valid":false,"keywordLocation":"/properties/b/$ref/type","absoluteKeywordLocation":"urn:part#/type","instanceLocation":"/b","error":"expected string, got 1"}]}""");
    }

    // The locations are those of draft 2020-12 core, section 12.3.1 and 12.3.2.
    [Theory]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"type":"string"}}}""", "1", "/$ref/$ref/type", "#/$defs/b/type")]
    [InlineData("""{"items":{"$ref":"#"},"type":"array"}""", "[[[1]]]", "/items/$ref/items/$ref/items/$ref/type", "#/type")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x","description":"d"}},"$defs":{"x":{"properties":{"b":{"$ref":"#/$defs/y"}}},"y":{"minimum":3}}}""", """{"a":{"b":1}}""", "/properties/a/$ref/properties/b/$ref/minimum", "#/$defs/y/minimum")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x","minLength":1}},"$defs":{"x":{"type":"string"}}}""", """{"a":1}""", "/properties/a/$ref/type", "#/$defs/x/type")]
    [InlineData("""{"allOf":[true,{"$ref":"#/$defs/x"}],"$defs":{"x":{"required":["a"]}}}""", "{}", "/allOf/1/$ref/required", "#/$defs/x/required")]
    [InlineData("""{"anyOf":[{"type":"null"},{"$ref":"#/$defs/x"}],"$defs":{"x":{"type":"object","required":["a"]}}}""", "{}", "/anyOf/1/$ref/required", "#/$defs/x/required")]
    [InlineData("""{"if":true,"then":{"$ref":"#/$defs/x"},"$defs":{"x":{"type":"string"}}}""", "1", "/then/$ref/type", "#/$defs/x/type")]
    [InlineData("""{"additionalProperties":{"$ref":"#/$defs/x"},"$defs":{"x":{"type":"string"}}}""", """{"a":1}""", "/additionalProperties/$ref/type", "#/$defs/x/type")]
    [InlineData("""{"patternProperties":{"^a/":{"$ref":"#/$defs/x"}},"$defs":{"x":false}}""", """{"a/b":1}""", "/patternProperties/^a~1/$ref", "#/$defs/x")]
    [InlineData("""{"prefixItems":[true,{"$ref":"#/$defs/x"}],"$defs":{"x":{"type":"string"}}}""", "[1,1]", "/prefixItems/1/$ref/type", "#/$defs/x/type")]
    [InlineData("""{"dependentSchemas":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"maxProperties":0}}}""", """{"a":1}""", "/dependentSchemas/a/$ref/maxProperties", "#/$defs/x/maxProperties")]
    [InlineData("""{"unevaluatedProperties":{"$ref":"#/$defs/x"},"$defs":{"x":{"type":"string"}}}""", """{"a":1}""", "/unevaluatedProperties/$ref/type", "#/$defs/x/type")]
    [InlineData("""{"$defs":{"x":{"$dynamicAnchor":"n","type":"string"}},"properties":{"a":{"$dynamicRef":"#n"},"b":{"type":"null"}}}""", """{"a":1,"b":null}""", "/properties/a/$dynamicRef/type", "#/$defs/x/type")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x"},"b":{"type":"null"}},"$defs":{"x":true}}""", """{"a":1,"b":1}""", "/properties/b/type", "#/properties/b/type")]
    public void WriteBasic_BehindReferences_GivesTheWayAndWhereItLed(string schema, string instance, string keywordLocation, string absoluteLocation)
    {
        using var output = JsonDocument.Parse(Write(writer => SchemaOutput.WriteBasic(writer, Json.Schema(schema).Validate(Json.Parse(instance)))));
        var error = output.RootElement.GetProperty("errors").EnumerateArray().Should().ContainSingle().Subject;
        error.GetProperty("keywordLocation").GetString().Should().Be(keywordLocation);
        error.GetProperty("absoluteKeywordLocation").GetString().Should().Be(absoluteLocation);
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
