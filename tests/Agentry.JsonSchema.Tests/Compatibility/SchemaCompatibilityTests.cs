using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.Tests;
using Xunit.Abstractions;

namespace Agentry.JsonSchema.Tests;

public sealed class SchemaCompatibilityTests(ITestOutputHelper output)
{
    [Theory]
    // the same, or wider
    [InlineData("""{"type":"string"}""", """{"type":"string","description":"x"}""")]
    [InlineData("""{"type":"integer"}""", """{"type":"number"}""")]
    [InlineData("""{"type":"string"}""", """{"type":["string","null"]}""")]
    [InlineData("""{"type":"string"}""", """{"anyOf":[{"type":"string"},{"type":"null"}]}""")]
    [InlineData("""{"enum":["a"]}""", """{"enum":["b","a"]}""")]
    [InlineData("""{"enum":["a","b"]}""", """{"type":"string","maxLength":1}""")]
    [InlineData("""{"type":"boolean"}""", """{"enum":[true,false,null]}""")]
    [InlineData("""{"minimum":1}""", """{"minimum":0}""")]
    [InlineData("""{"minimum":1}""", """{"exclusiveMinimum":0}""")]
    [InlineData("""{"multipleOf":6}""", """{"multipleOf":3}""")]
    [InlineData("""{"type":"integer"}""", """{"type":"number","multipleOf":0.5}""")]
    [InlineData("""{"maxLength":5,"pattern":"^a"}""", """{"maxLength":6}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"required":["a"]}""", """{"properties":{"a":{"type":"string"}}}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"additionalProperties":false}""", """{"properties":{"a":{"type":"string"},"b":{"type":"integer"}},"additionalProperties":false}""")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"properties":{"a":{}}}""")]
    [InlineData("""{"items":{"type":"integer"},"maxItems":3}""", """{"items":{"type":"number"}}""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"}],"items":false}""", """{"type":"array","items":{"type":"string"}}""")]
    [InlineData("""{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"},"v":{"type":"integer"}}}}}""", """{"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"number"}}}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}]}""", """{"type":["string","number"]}""")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"integer"}]}""", """{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}""")]
    [InlineData("""{"not":{"const":1},"if":{"type":"string"},"then":{"minLength":2}}""", """{"not":{"const":1},"if":{"type":"string"},"then":{"minLength":2}}""")]
    [InlineData("""{"anyOf":[{"properties":{"k":{"const":"a"},"x":{"type":"integer"}},"required":["k"]},{"properties":{"k":{"const":"b"}},"required":["k"]}]}""", """{"anyOf":[{"properties":{"k":{"const":"a"},"x":{"type":"number"}},"required":["k"]},{"properties":{"k":{"const":"b"}},"required":["k"]}]}""")]
    [InlineData("""{"allOf":[{"minimum":3},{"maximum":5}]}""", """{"minimum":2,"maximum":6}""")]
    [InlineData("false", """{"type":"string"}""")]
    [InlineData("""{"type":"string"}""", "true")]
    public void Compare_WhatAcceptsAtLeastAsMuch_IsCompatible(string old, string @new)
    {
        var comparison = SchemaCompatibility.Compare(Json.Schema(old), Json.Schema(@new));
        comparison.Changes.Should().BeEmpty();
        comparison.Verdict.Should().Be(SchemaCompatibilityVerdict.Compatible);
    }

    [Theory]
    [InlineData("""{"type":"number"}""", """{"type":"integer"}""", "", "/type")]
    [InlineData("""{"type":["string","null"]}""", """{"type":"string"}""", "", "/type")]
    [InlineData("""{"properties":{"a":{"type":["string","integer"]}}}""", """{"properties":{"a":{"type":"string"}}}""", "/a", "/properties/a/type")]
    [InlineData("""{"enum":["a","b"]}""", """{"enum":["a"]}""", "", "")]
    [InlineData("""{"type":"string"}""", """{"enum":["a"]}""", "", "/enum")]
    [InlineData("""{"minimum":0}""", """{"minimum":1}""", "", "/minimum")]
    [InlineData("""{"type":"number"}""", """{"type":"number","multipleOf":0.01}""", "", "/multipleOf")]
    [InlineData("""{"maxLength":5}""", """{"maxLength":4}""", "", "/maxLength")]
    [InlineData("""{"type":"string"}""", """{"type":"string","pattern":"^[a-z]+$"}""", "", "/pattern")]
    [InlineData("""{"properties":{"a":{}}}""", """{"properties":{"a":{},"b":{}},"required":["b"]}""", "", "/required")]
    [InlineData("""{"properties":{"a":{}}}""", """{"properties":{"a":{}},"additionalProperties":false}""", "/*", "/additionalProperties")]
    [InlineData("""{"properties":{"a":{},"b":{}},"additionalProperties":false}""", """{"properties":{"a":{}},"additionalProperties":false}""", "/b", "/additionalProperties")]
    [InlineData("""{"items":{"type":"string"}}""", """{"items":{"type":"string","minLength":1}}""", "/*", "/items/minLength")]
    [InlineData("""{"type":"array"}""", """{"type":"array","uniqueItems":true}""", "", "/uniqueItems")]
    [InlineData("""{"maxItems":3}""", """{"maxItems":2}""", "", "/maxItems")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"object"}]}""", """{"anyOf":[{"type":"string"},{"type":"array"}]}""", "", "/anyOf")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/s"}},"$defs":{"s":{"type":"string"}}}""", """{"properties":{"a":{"$ref":"#/$defs/s"}},"$defs":{"s":{"type":"integer"}}}""", "/a", "/$defs/s/type")]
    [InlineData("true", "false", "", "")]
    public void Compare_WhatRefusesSomethingThatWasAccepted_IsBreaking(string old, string @new, string pointer, string location)
    {
        var comparison = SchemaCompatibility.Compare(Json.Schema(old), Json.Schema(@new));
        comparison.Verdict.Should().Be(SchemaCompatibilityVerdict.Breaking);
        comparison.Changes.Should().Contain(change => change.Pointer == pointer && change.SchemaLocation == location && change.Verdict == SchemaCompatibilityVerdict.Breaking, "{0}", string.Join("; ", comparison.Changes));
    }

    [Theory]
    [InlineData("""{"pattern":"^a"}""", """{"pattern":"^[ab]"}""")]
    [InlineData("""{"type":"object"}""", """{"type":"object","unevaluatedProperties":false}""")]
    [InlineData("""{"type":"string"}""", """{"not":{"const":"x"}}""")]
    [InlineData("""{"type":"object"}""", """{"if":{"required":["a"]},"then":{"required":["b"]}}""")]
    [InlineData("""{"type":"object"}""", """{"oneOf":[{"required":["a"]},{"required":["b"]}]}""")]
    [InlineData("""{"type":"object","patternProperties":{"^a":{"type":"string"}}}""", """{"type":"object","patternProperties":{"^b":{"type":"string"}}}""")]
    [InlineData("""{"type":"array"}""", """{"contains":{"type":"string"}}""")]
    public void Compare_WhatCannotBeTold_IsUnknown(string old, string @new) =>
        SchemaCompatibility.Compare(Json.Schema(old), Json.Schema(@new)).Verdict.Should().Be(SchemaCompatibilityVerdict.Unknown);

    [Fact]
    public void Compare_MadeUpSchemas_IsNeverCompatibleWhereAnInstanceIsRefused()
    {
        const int Seed = 41;
        var random = new Random(Seed);
        var json = new RandomJson(random);
        var options = new SchemaCompileOptions { PatternTimeout = TimeSpan.FromMilliseconds(5) };
        var patient = new SchemaCompileOptions { PatternTimeout = TimeSpan.FromMinutes(1) };
        Dictionary<SchemaCompatibilityVerdict, int> counts = [];
        for (var i = 0; i < Scale.Of(4_000, 100_000); i++)
        {
            try
            {
                var text = json.Schema();
                var old = Json.Schema(text, options);
                var changedText = random.Next(3) == 0 ? json.Schema() : json.Mutate(text);
                var changed = Json.Schema(changedText, options);
                var verdict = SchemaCompatibility.Compare(old, changed).Verdict;
                counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
                if (verdict != SchemaCompatibilityVerdict.Compatible) continue;
                for (var j = 0; j < 20; j++)
                {
                    var instance = Json.Parse(json.Value());
                    if (!old.IsValid(instance) || changed.IsValid(instance)) continue;

                    // A busy machine may have held a pattern up: with time it has to be accepted.
                    Json.Schema(changedText, patient).IsValid(instance).Should().BeTrue("{0} was accepted by {1}", instance.GetRawText(), text);
                }
            }
            catch (Exception refused) when (refused is JsonException or SchemaCompileException)
            {
                // Only pairs that both compile can be compared.
            }
        }
        output.WriteLine($"seed {Seed}: {string.Join(", ", counts)}");
        counts.Should().HaveCount(3);
    }

    [SharedDataFact]
    public void Compare_RecordedSchemasWithOneChange_AgreesWithTheRecordedCalls()
    {
        var calls = File.ReadLines(SharedData.Path("tool-calls", "bfcl-calls.jsonl")).Select(line => Json.Parse(line))
            .GroupBy(row => row.GetProperty("schema_id").GetString()!, row => row.GetProperty("args"), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var (compatible, breaking, confirmed) = (0, 0, 0);
        foreach (var row in File.ReadLines(SharedData.Path("tool-calls", "bfcl-schemas.jsonl")).Select(line => Json.Parse(line)))
        {
            if (!calls.TryGetValue(row.GetProperty("schema_id").GetString()!, out var instances)) continue;
            var element = row.GetProperty("schema");
            var old = CompiledSchema.Compile(element);
            SchemaCompatibility.Compare(old, old).Verdict.Should().Be(SchemaCompatibilityVerdict.Compatible);
            foreach (var changed in Changes(element))
            {
                var @new = CompiledSchema.Compile(changed);
                var verdict = SchemaCompatibility.Compare(old, @new).Verdict;
                var isRefused = instances.Exists(instance => old.IsValid(instance) && !@new.IsValid(instance));
                if (isRefused) verdict.Should().Be(SchemaCompatibilityVerdict.Breaking, "{0} became {1}", element.GetRawText(), changed.GetRawText());
                if (verdict == SchemaCompatibilityVerdict.Compatible) compatible++;
                if (verdict == SchemaCompatibilityVerdict.Breaking) breaking++;
                if (isRefused) confirmed++;
            }
        }
        output.WriteLine($"{compatible} compatible, {breaking} breaking, of which recorded calls confirm {confirmed}");
        (compatible > 0 && breaking > 0 && confirmed > 0).Should().BeTrue();
    }

    // A new required property, a property taken away, one widened, the object closed, the object opened.
    private static IEnumerable<JsonElement> Changes(JsonElement schema)
    {
        JsonObject Copy() => JsonObject.Create(schema.Clone())!.DeepClone().AsObject();
        var first = schema.GetProperty("properties").EnumerateObject().Select(member => member.Name).FirstOrDefault();
        var copy = Copy();
        copy["required"] = new JsonArray([.. (copy["required"]?.AsArray() ?? []).Select(name => name!.DeepClone()), JsonValue.Create("added")]);
        yield return JsonSerializer.SerializeToElement(copy);
        copy = Copy();
        copy["additionalProperties"] = false;
        yield return JsonSerializer.SerializeToElement(copy);
        copy = Copy();
        copy.Remove("additionalProperties");
        yield return JsonSerializer.SerializeToElement(copy);
        if (first is null) yield break;
        copy = Copy();
        copy["properties"]!.AsObject()[first] = new JsonObject { ["anyOf"] = new JsonArray(copy["properties"]![first]!.DeepClone(), new JsonObject { ["type"] = "null" }) };
        yield return JsonSerializer.SerializeToElement(copy);
        copy = Copy();
        copy["properties"]!.AsObject().Remove(first);
        yield return JsonSerializer.SerializeToElement(copy);
    }
}
