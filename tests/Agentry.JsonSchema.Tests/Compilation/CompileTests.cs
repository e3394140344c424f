namespace Agentry.JsonSchema.Tests;

public sealed class CompileTests
{
    [Theory]
    [InlineData("""{"type":"dict"}""", "/type", "\"dict\" is not a type")]
    [InlineData("""{"type":[]}""", "/type", "empty")]
    [InlineData("""{"type":5}""", "/type", "string or an array")]
    [InlineData("""{"required":"a"}""", "/required", "array")]
    [InlineData("""{"required":[1]}""", "/required", "strings")]
    [InlineData("""{"properties":[]}""", "/properties", "object")]
    [InlineData("""{"properties":{"a":5}}""", "/properties/a", "object, true or false")]
    [InlineData("""{"properties":{"a":true,"a":false}}""", "/properties", "twice")]
    [InlineData("""{"type":"string","type":"object"}""", "/type", "twice")]
    [InlineData("""{"minLength":-1}""", "/minLength", "0 or more")]
    [InlineData("""{"type":"string","minimum":"1"}""", "/minimum", "number")]
    [InlineData("""{"multipleOf":0}""", "/multipleOf", "greater than 0")]
    [InlineData("""{"maxItems":1.5}""", "/maxItems", "integer")]
    [InlineData("""{"uniqueItems":"yes"}""", "/uniqueItems", "true or false")]
    [InlineData("""{"enum":"a"}""", "/enum", "array")]
    [InlineData("""{"anyOf":[]}""", "/anyOf", "empty")]
    [InlineData("""{"allOf":{}}""", "/allOf", "array")]
    [InlineData("""{"not":1}""", "/not", "object, true or false")]
    [InlineData("""{"items":[true]}""", "/items", "prefixItems")]
    [InlineData("""{"pattern":5}""", "/pattern", "string")]
    [InlineData("""{"a~b/c":1,"properties":{"a~b/c":{"type":"x"}}}""", "/properties/a~0b~1c/type", "not a type")]
    [InlineData("[]", "", "object, true or false")]
    public void Compile_MalformedSchema_NamesPlaceAndReason(string schema, string pointer, string reason) => Refusal(schema, pointer).Message.Should().Contain(reason);

    [Theory]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "/$schema", "$schema")]
    [InlineData("""{"$schema":"https://example.com/meta"}""", "/$schema", "$schema")]
    [InlineData("""{"items":{"$schema":"http://json-schema.org/draft-07/schema#"}}""", "/items/$schema", "$schema")]
    public void Compile_WhatIsNotSupported_IsRefusedByName(string schema, string pointer, string keyword)
    {
        var refusal = Refusal(schema, pointer);
        refusal.Keyword.Should().Be(keyword);
        refusal.Message.Should().Contain("not supported");
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"$dynamicRef":"#x"}}}""", "/properties/a/$dynamicRef", "does not exist")]
    [InlineData("""{"$ref":"#x"}""", "/$ref", "does not exist")]
    [InlineData("""{"$ref":"https://example.com/a.json"}""", "/$ref", "the registry has no \"https://example.com/a.json\"")]
    [InlineData("""{"$id":"https://example.com/b/c","$ref":"../other.json#/a"}""", "/$ref", "the registry has no \"https://example.com/other.json\"")]
    [InlineData("""{"$ref":"urn:one","$defs":{"a":{"$id":"urn:one"},"b":{"$id":"urn:one"}}}""", "/$defs/b/$id", "twice")]
    [InlineData("""{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}""", "/$defs/b/$anchor", "twice")]
    [InlineData("""{"$defs":{"a":{"$anchor":"1 x"}}}""", "/$defs/a/$anchor", "must be a name")]
    [InlineData("""{"$defs":{"a":{"$id":"b#c"}}}""", "/$defs/a/$id", "fragment")]
    [InlineData("""{"$defs":{"a":{"$id":5}}}""", "/$defs/a/$id", "string")]
    [InlineData("""{"unevaluatedProperties":5}""", "/unevaluatedProperties", "object, true or false")]
    public void Compile_IdentifierOrReferenceThatCannotWork_IsRefused(string schema, string pointer, string reason) => Refusal(schema, pointer).Message.Should().Contain(reason);

    [Theory]
    [InlineData("""{"$ref":"#name","$defs":{"x":{"$anchor":"name","type":"string"}}}""")]
    [InlineData("""{"$ref":"urn:x#/$defs/b","$defs":{"a":{"$id":"urn:x","$defs":{"b":{"type":"string"}}}}}""")]
    [InlineData("""{"$ref":"#/$defs/a/$defs/b","$defs":{"a":{"$id":"x","$defs":{"b":{"$ref":"#/$defs/c"},"c":{"type":"string"}}}}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#name","definitions":{"x":{"$id":"#name","type":"string"}}}""")]
    [InlineData("""{"$ref":"https://example.com/a.json#/$defs/s"}""")]
    [InlineData("""{"$id":"https://example.com/b/c","$ref":"../a.json"}""")]
    [InlineData("""{"$id":"https://example.com","$ref":"a.json#text"}""")]
    public void Compile_ReferenceThatIsFound_IsFollowed(string schema)
    {
        var registry = new SchemaRegistry();
        registry.Add("https://example.com/a.json", Json.Parse("""{"type":"string","$defs":{"s":{"$anchor":"text","type":"string"}}}"""));
        var compiled = Json.Schema(schema, new SchemaCompileOptions { Registry = registry });
        compiled.IsValid(Json.Parse("\"a\"")).Should().BeTrue();
        compiled.IsValid(Json.Parse("1")).Should().BeFalse();
    }

    [Theory]
    [InlineData("#tree", "#tree")]
    [InlineData("http://example.com/tree#tree", "#tree")]
    [InlineData("http://example.com/tree#tree", "http://example.com/tree")]
    public void Compile_Draft7RootThatIsAnAnchor_IsFoundByIt(string id, string reference)
    {
        var schema = Json.Schema($$"""{"$schema":"http://json-schema.org/draft-07/schema#","$id":"{{id}}","type":"object","properties":{"child":{"$ref":"{{reference}}"} } }""");
        schema.IsValid(Json.Parse("""{"child":{"child":{}}}""")).Should().BeTrue();
        schema.IsValid(Json.Parse("""{"child":{"child":1}}""")).Should().BeFalse();
    }

    [Fact]
    public void Compile_BadSchemaInTheRegistry_IsRefusedWithItsUri()
    {
        var registry = new SchemaRegistry();
        registry.Add("urn:bad", Json.Parse("""{"properties":{"a":{"type":"dict"}}}"""));
        var compile = () => Json.Schema("""{"$ref":"urn:bad"}""", new SchemaCompileOptions { Registry = registry });
        compile.Should().Throw<SchemaCompileException>().Which.Pointer.Should().Be("urn:bad#/properties/a/type");
        var compiled = () => registry.Add("urn:bad#x", Json.Parse("true"));
        compiled.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Validate_AgainstASchemaOfTheRegistry_GivesItsUri()
    {
        var registry = new SchemaRegistry();
        registry.Add("urn:part", Json.Parse("""{"properties":{"a":{"type":"string"}}}"""));
        var schema = Json.Schema("""{"$ref":"urn:part"}""", new SchemaCompileOptions { Registry = registry });
        schema.Validate(Json.Parse("""{"a":1}""")).Single().SchemaLocation.Should().Be("urn:part#/properties/a/type");
    }

    [Theory]
    [InlineData("https://json-schema.org/draft/2020-12/schema")]
    [InlineData("https://json-schema.org/draft/2019-09/schema")]
    [InlineData("http://json-schema.org/draft-07/schema#")]
    public void Compile_TheDraftsOwnMetaschema_TellsSchemasFromOthers(string metaschema)
    {
        var schema = Json.Schema($$"""{"$schema":"{{metaschema}}","$ref":"{{metaschema}}"}""");
        schema.IsValid(Json.Parse("""{"properties":{"a":{"type":"string"}}}""")).Should().BeTrue();
        schema.IsValid(Json.Parse("""{"properties":{"a":{"type":"dict"}}}""")).Should().BeFalse();
        schema.IsValid(Json.Parse("""{"allOf":[{"not":{"minLength":-1}}]}""")).Should().BeFalse();
    }

    [Fact]
    public void Compile_DynamicScopesThatMultiply_AreBounded()
    {
        var references = string.Join(',', Enumerable.Range(0, 18).Select(i => $"\"p{i}\":{{\"$ref\":\"urn:r{i}\"}}"));
        var resources = string.Join(',', Enumerable.Range(0, 18).Select(i =>
            $"\"r{i}\":{{\"$id\":\"urn:r{i}\",\"$defs\":{{\"own\":{{\"$dynamicAnchor\":\"a{i}\"}}}},\"properties\":{{{references}}}}}"));
        var compile = () => Json.Schema("{\"$ref\":\"urn:r0\",\"$defs\":{" + resources + "}}");
        compile.Should().Throw<SchemaCompileException>().WithMessage("*MaxSchemaNodes*");
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""")]
    [InlineData("""{"allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"not":{"$ref":"#/$defs/a"}}],"$defs":{"a":{"if":{"$ref":"#"},"then":false}}}""")]
    [InlineData("""{"dependentSchemas":{"a":{"$ref":"#"}}}""")]
    public void Compile_ReferenceLoopThatConsumesNothing_IsRefused(string schema) =>
        FluentActions.Invoking(() => Json.Schema(schema)).Should().Throw<SchemaCompileException>();

    [Fact]
    public void Compile_ReferenceToNothing_IsRefused() => Refusal("""{"$ref":"#/$defs/missing","$defs":{}}""", "/$ref").Message.Should().Contain("\"missing\"");

    [Fact]
    public void Compile_LongChainOfReferences_IsRefusedWithoutOverflow()
    {
        var chain = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"d{i}\":{{\"$ref\":\"#/$defs/d{i + 1}\",\"minimum\":{i}}}"));
        var schema = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + chain + ",\"d20000\":true}}";
        FluentActions.Invoking(() => Json.Schema(schema)).Should().Throw<SchemaCompileException>().WithMessage("*MaxReferenceSteps*");
    }

    [Fact]
    public void Compile_SchemaOverTheNodeLimit_IsRefused()
    {
        var schema = $$"""{"enum":[{{string.Join(',', Enumerable.Range(0, 50))}}]}""";
        var compile = () => Json.Schema(schema, new SchemaCompileOptions { MaxSchemaNodes = 50 });
        compile.Should().Throw<SchemaCompileException>().WithMessage("*MaxSchemaNodes*");
    }

    [Fact]
    public void Compile_LongNamesFarUp_AreRefusedBeforeTheyFillMemory()
    {
        var schema = "{\"properties\":{\"" + new string('n', 100_000) + "\":{\"enum\":[1],\"properties\":{" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"p{i}\":false")) + "}}}}";
        FluentActions.Invoking(() => Json.Schema(schema)).Should().Throw<SchemaCompileException>().WithMessage("*too long*");
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedWhenSet()
    {
        FluentActions.Invoking(() => new SchemaCompileOptions { MaxDepth = 0 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new SchemaCompileOptions { PatternTimeout = TimeSpan.Zero }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new SchemaCompileOptions { PatternTimeout = Timeout.InfiniteTimeSpan }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Compile_VeryDeepSchema_IsRefusedWithoutOverflow()
    {
        var schema = string.Concat(Enumerable.Repeat("{\"not\":", 900)) + "true" + new string('}', 900);
        FluentActions.Invoking(() => Json.Schema(schema)).Should().Throw<SchemaCompileException>().WithMessage("*deeper*");
    }

    [Fact]
    public void Compile_PlainRootIdAndUnusedAnchors_AreAccepted() =>
        Json.Schema("""{"$id":"https://example.com/a","$anchor":"top","$ref":"#/$defs/a","$defs":{"a":{"$anchor":"x","type":"string"}}}""")
            .IsValid(Json.Parse("1")).Should().BeFalse();

    [Theory]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"#/definitions/s","minLength":5}},"definitions":{"s":{"type":"string"}}}""", true)]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/s","minLength":5}},"$defs":{"s":{"type":"string"}}}""", false)]
    public void Compile_SiblingsOfAReference_CountFromDraft201909On(string schema, bool isValid) =>
        Json.Schema(schema).IsValid(Json.Parse("""{"a":"abc"}""")).Should().Be(isValid);

    [Theory]
    [InlineData("http://json-schema.org/draft-07/schema#", """{"items":[{"type":"string"}],"additionalItems":false}""", false)]
    [InlineData("https://json-schema.org/draft/2019-09/schema", """{"items":[{"type":"string"}],"additionalItems":false}""", false)]
    [InlineData("https://json-schema.org/draft/2020-12/schema", """{"items":{"type":["string","integer"]},"additionalItems":false}""", true)]
    [InlineData("https://json-schema.org/draft/2020-12/schema", """{"prefixItems":[{"type":"string"}],"items":false}""", false)]
    public void Compile_TupleKeywords_FollowTheDialect(string dialect, string schema, bool isValid) =>
        Json.Schema($$"""{"$schema":"{{dialect}}",""" + schema[1..]).IsValid(Json.Parse("""["a",1]""")).Should().Be(isValid);

    [Fact]
    public void Hash_OfSchemasThatDifferInSpellingOnly_IsTheSame()
    {
        var first = Json.Schema("""{"type":"object","properties":{"a":{"minimum":1,"type":"integer"}}}""");
        var second = Json.Schema("""{ "properties": { "\u0061": { "type": "integer", "minimum": 1.0 } }, "type": "object" }""");
        second.Hash.Should().Be(first.Hash).And.MatchRegex("^[0-9a-f]{64}$");
        Json.Schema("""{"type":"object","properties":{"a":{"minimum":2,"type":"integer"}}}""").Hash.Should().NotBe(first.Hash);
    }

    [Fact]
    public void Hash_OfTheEmptySchema_IsTheSha256OfItsText() =>
        Json.Schema("{}").Hash.Should().Be("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");

    [Fact]
    public void PropertyNames_AreThoseOfTheRoot_InOrder()
    {
        Json.Schema("""{"properties":{"b":{},"a":{"properties":{"c":{}}}},"required":["z"]}""").PropertyNames.Should().Equal("b", "a");
        Json.Schema("""{"$ref":"#/$defs/x","$defs":{"x":{"properties":{"q":{}}}}}""").PropertyNames.Should().Equal("q");
        Json.Schema("true").PropertyNames.Should().BeEmpty();
    }

    [Fact]
    public void Compile_DoesNotKeepTheDocument()
    {
        CompiledSchema schema;
        using (var document = System.Text.Json.JsonDocument.Parse("""{"enum":["a",{"b":[1]}]}""")) schema = CompiledSchema.Compile(document.RootElement);
        schema.IsValid(Json.Parse("""{"b":[1.0]}""")).Should().BeTrue();
        schema.Validate(Json.Parse("\"x\"")).Should().ContainSingle();
    }

    private static SchemaCompileException Refusal(string schema, string pointer)
    {
        var refusal = FluentActions.Invoking(() => Json.Schema(schema)).Should().Throw<SchemaCompileException>().Which;
        refusal.Pointer.Should().Be(pointer);
        return refusal;
    }
}
