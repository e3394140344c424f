using System.Text.Json;
using Agentry.Tests;

namespace Agentry.JsonSchema.Tests;

public sealed class StrictModeLintTests
{
    private const string Strict = """
        {"type":"object","properties":{"a":{"type":["string","null"],"enum":["x",null]},"b":{"type":"array","items":{"$ref":"#/$defs/c"}}},
         "required":["a","b"],"additionalProperties":false,"$defs":{"c":{"type":"object","properties":{"d":{"anyOf":[{"type":"integer"},{"type":"null"}]}},"required":["d"],"additionalProperties":false}}}
        """;

    [Theory]
    [InlineData(StrictModeProfile.OpenAI)]
    [InlineData(StrictModeProfile.Anthropic)]
    public void Check_OfTheCommonSubset_FindsNothing(StrictModeProfile profile) => StrictModeLint.Check(Json.Parse(Strict), profile).Should().BeEmpty();

    [Theory]
    [InlineData(StrictModeProfile.OpenAI, """{"type":"string"}""", "", "type", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.OpenAI, """{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}""", "/properties/a", "required", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.OpenAI, """{"type":"object","properties":{}}""", "", "additionalProperties", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.OpenAI, """{"type":"object","additionalProperties":false,"allOf":[{}]}""", "/allOf", "allOf", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.OpenAI, """{"type":"object","additionalProperties":false,"properties":{"a":{"type":"string","maxLength":5}},"required":["a"]}""", "/properties/a/maxLength", "maxLength", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.OpenAI, """{"type":"object","additionalProperties":false,"properties":{"a":{"type":"string","format":"uri"}},"required":["a"]}""", "/properties/a/format", "format", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.Anthropic, """{"type":"integer","minimum":5}""", "/minimum", "minimum", StrictModeEffect.Dropped)]
    [InlineData(StrictModeProfile.Anthropic, """{"type":"array","minItems":2}""", "/minItems", "minItems", StrictModeEffect.Dropped)]
    [InlineData(StrictModeProfile.Anthropic, """{"type":"string","format":"iri"}""", "/format", "format", StrictModeEffect.Dropped)]
    [InlineData(StrictModeProfile.Anthropic, """{"type":"object","properties":{"a":{"type":"string"}}}""", "", "additionalProperties", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.Anthropic, """{"anyOf":[{"type":"string"},{"type":"array","items":{"$ref":"#"}}]}""", "/anyOf/1/items/$ref", "$ref", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.Anthropic, """{"$ref":"https://example.com/a.json"}""", "/$ref", "$ref", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.Anthropic, """{"enum":[{"a":1}]}""", "/enum", "enum", StrictModeEffect.Refused)]
    [InlineData(StrictModeProfile.Anthropic, """{"type":"string","pattern":"^(?!a)"}""", "/pattern", "pattern", StrictModeEffect.Refused)]
    public void Check_OfWhatIsNotTaken_NamesPlaceAndEffect(StrictModeProfile profile, string schema, string pointer, string keyword, StrictModeEffect effect)
    {
        var finding = StrictModeLint.Check(Json.Parse(schema), profile).Should().ContainSingle().Subject;
        (finding.Pointer, finding.Keyword, finding.Effect).Should().Be((pointer, keyword, effect));
        finding.Reason.Should().EndWith(".");
    }

    [Fact]
    public void Check_OfAPropertyNamedLikeAKeyword_LetsItPass() =>
        StrictModeLint.Check(Json.Parse("""{"type":"object","properties":{"allOf":{"type":"string"},"minimum":{"type":"integer"}},"required":["allOf","minimum"],"additionalProperties":false}"""), StrictModeProfile.OpenAI).Should().BeEmpty();

    [Fact]
    public void Check_BeyondTheLimitsOfTheWhole_SaysSo()
    {
        var names = Enumerable.Range(0, 5_001).Select(i => $"p{i}").ToList();
        var schema = $$"""{"type":"object","properties":{ {{string.Join(',', names.Select(name => $"\"{name}\":{{\"type\":\"null\"}}"))}} },"required":{{JsonSerializer.Serialize(names)}},"additionalProperties":false}""";
        StrictModeLint.Check(Json.Parse(schema), StrictModeProfile.OpenAI).Should().ContainSingle().Which.Reason.Should().Contain("5001");
    }

    [Fact]
    public void Check_OfALongEnumeration_CountsItsCharacters()
    {
        static string Schema(int values, int length) =>
            $$"""{"type":"object","properties":{"a":{"type":"string","enum":[{{string.Join(',', Enumerable.Range(0, values).Select(i => $"\"{i.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(length, 'x')}\""))}}]} },"required":["a"],"additionalProperties":false}""";
        StrictModeLint.Check(Json.Parse(Schema(251, 60)), StrictModeProfile.OpenAI).Should().ContainSingle().Which.Reason.Should().Contain("15,000");
        StrictModeLint.Check(Json.Parse(Schema(251, 59)), StrictModeProfile.OpenAI).Should().BeEmpty();
        StrictModeLint.Check(Json.Parse(Schema(250, 100)), StrictModeProfile.OpenAI).Should().BeEmpty();
    }

    [Theory]
    [InlineData(24, 0, null)]
    [InlineData(25, 0, "25 properties that are not required")]
    [InlineData(0, 16, null)]
    [InlineData(0, 17, "17 properties of more than one type")]
    public void Check_OfManyOptionalOrMixedProperties_CountsThem(int optional, int unions, string? reason)
    {
        var properties = Enumerable.Range(0, optional).Select(i => $"\"o{i}\":{{\"type\":\"string\"}}").Concat(Enumerable.Range(0, unions).Select(i => $"\"u{i}\":{{\"type\":[\"string\",\"null\"]}}"));
        var required = Enumerable.Range(0, unions).Select(i => $"\"u{i}\"");
        var schema = $$"""{"type":"object","properties":{ {{string.Join(',', properties)}} },"required":[{{string.Join(',', required)}}],"additionalProperties":false}""";
        var findings = StrictModeLint.Check(Json.Parse(schema), StrictModeProfile.Anthropic);
        if (reason is null) findings.Should().BeEmpty();
        else findings.Should().ContainSingle().Which.Reason.Should().Contain(reason);
    }

    [Fact]
    public void Check_OfManyReferences_EndsInTime()
    {
        var definitions = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"d{i}\":{{\"items\":{{\"$ref\":\"#/$defs/d{(i + 1) % 5_000}\"}}}}"));
        StrictModeLint.Check(Json.Parse("{\"$defs\":{" + definitions + "}}"), StrictModeProfile.Anthropic).Should().NotBeNull();
    }

    [SharedDataFact]
    public void Check_OfTheRecordedTools_FindsWhatTheyHave()
    {
        using var tools = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tool-calls", "tau_bench_tools.json")));
        var findings = tools.RootElement.EnumerateArray().SelectMany(tool => StrictModeLint.Check(tool.GetProperty("function").GetProperty("parameters"), StrictModeProfile.OpenAI)).ToList();
        findings.Should().OnlyContain(finding => finding.Keyword == "additionalProperties" || finding.Keyword == "required");
    }
}
