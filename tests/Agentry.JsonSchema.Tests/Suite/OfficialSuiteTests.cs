using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.Tests;
using Xunit.Abstractions;

namespace Agentry.JsonSchema.Tests;

/// <summary>The official test suite: every answer given is right, and what is refused is refused for a reason on the list.</summary>
public sealed class OfficialSuiteTests(ITestOutputHelper output)
{
    private static readonly string[] RefusedKeywords = ["$ref", "$id", "$schema", "$dynamicRef", "$recursiveRef", "unevaluatedProperties", "unevaluatedItems"];

    // Formats are asserted here; the others have to be ignored, so their invalid samples are not asked.
    private static readonly string[] KnownFormats = ["date", "date-time", "time", "email", "uuid", "uri", "ipv4", "ipv6", "hostname"];

    // Host names are checked in their ASCII form; these samples are about what the letters after "xn--" decode to.
    private const string NotDecoded = "hostname.json: validation of A-label";

    [SharedDataTheory]
    [InlineData("draft2020-12", "https://json-schema.org/draft/2020-12/schema", 386, 23)]
    [InlineData("draft2019-09", "https://json-schema.org/draft/2019-09/schema", 379, 23)]
    [InlineData("draft7", "http://json-schema.org/draft-07/schema#", 351, 23)]
    public void FormatTests_OfKnownFormats_AreAllAnsweredRight(string draft, string dialect, int expectedRight, int expectedNotDecoded)
    {
        var files = KnownFormats.Select(format => SharedData.Path("json-schema-test-suite", "tests", draft, "optional", "format", format + ".json")).Where(File.Exists);
        var tally = Run(files, dialect, new SchemaCompileOptions { AssertFormat = true });
        output.WriteLine($"{draft} formats: {tally}");
        tally.Wrong.Where(name => !name.StartsWith(NotDecoded, StringComparison.Ordinal)).Should().BeEmpty();
        (tally.Right, tally.Wrong.Count, tally.RefusedCount).Should().Be((expectedRight, expectedNotDecoded, 0));
    }

    [SharedDataTheory]
    [InlineData("draft2020-12", "https://json-schema.org/draft/2020-12/schema", 145, 7)]
    [InlineData("draft2019-09", "https://json-schema.org/draft/2019-09/schema", 145, 7)]
    [InlineData("draft7", "http://json-schema.org/draft-07/schema#", 100, 3)]
    public void OptionalTests_OfNumbersAndPatterns_AreAllAnsweredRight(string draft, string dialect, int expectedRight, int expectedRefused)
    {
        string[] names = ["bignum", "float-overflow", "ecmascript-regex", "non-bmp-regex", "no-schema", "refOfUnknownKeyword", "dependencies-compatibility", "id", "anchor"];
        var files = names.Select(name => SharedData.Path("json-schema-test-suite", "tests", draft, "optional", name + ".json")).Where(File.Exists);
        var tally = Run(files, dialect, new SchemaCompileOptions { AssertFormat = true });
        output.WriteLine($"{draft} optional: {tally}");
        tally.Wrong.Should().BeEmpty();
        (tally.Right, tally.RefusedCount).Should().Be((expectedRight, expectedRefused));
    }

    [SharedDataTheory]
    [InlineData("draft2020-12", "https://json-schema.org/draft/2020-12/schema", 972, 327)]
    [InlineData("draft2019-09", "https://json-schema.org/draft/2019-09/schema", 955, 304)]
    [InlineData("draft7", "http://json-schema.org/draft-07/schema#", 868, 59)]
    public void RequiredTests_WhereTheSchemaCompiles_AreAllAnsweredRight(string draft, string dialect, int expectedRight, int expectedRefused)
    {
        var files = Directory.GetFiles(SharedData.Path("json-schema-test-suite", "tests", draft), "*.json").Order(StringComparer.Ordinal);
        var tally = Run(files, dialect, new SchemaCompileOptions());
        output.WriteLine($"{draft}: {tally}");
        tally.Wrong.Should().BeEmpty();
        (tally.Right, tally.RefusedCount).Should().Be((expectedRight, expectedRefused));
    }

    private static Tally Run(IEnumerable<string> files, string dialect, SchemaCompileOptions options)
    {
        var tally = new Tally();
        foreach (var file in files)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var group in document.RootElement.EnumerateArray())
            {
                RunGroup(group, $"{Path.GetFileName(file)}: {group.GetProperty("description").GetString()}", dialect, options, tally);
            }
        }
        return tally;
    }

    private static void RunGroup(JsonElement group, string name, string dialect, SchemaCompileOptions options, Tally tally)
    {
        var tests = group.GetProperty("tests").EnumerateArray().ToList();
        CompiledSchema schema;
        try
        {
            schema = CompiledSchema.Compile(WithDialect(group.GetProperty("schema"), dialect), options);
        }
        catch (SchemaCompileException refusal)
        {
            // The schemas of the suite are well-formed: a refusal has to say that something is not supported.
            RefusedKeywords.Should().Contain(refusal.Keyword, "{0} was refused: {1}", name, refusal.Message);
            refusal.Message.Should().Contain("not supported", "{0} was refused", name);
            tally.Refused[refusal.Keyword] = tally.Refused.GetValueOrDefault(refusal.Keyword) + tests.Count;
            return;
        }

        var wrapped = Wrap(group.GetProperty("schema"), dialect, options);
        foreach (var test in tests)
        {
            if (Answers(schema, wrapped, test.GetProperty("data")).All(answer => answer == test.GetProperty("valid").GetBoolean())) tally.Right++;
            else tally.Wrong.Add($"{name}: {test.GetProperty("description").GetString()} {test.GetProperty("data").GetRawText()}");
        }
    }

    // Both adapters, and the two paths of each.
    private static IEnumerable<bool> Answers(CompiledSchema schema, CompiledSchema? wrapped, JsonElement data)
    {
        yield return schema.IsValid(data);
        yield return schema.Validate(data).Count == 0;
        if (data.ValueKind == JsonValueKind.Object)
        {
            var values = ClrValues.FromObject(data);
            yield return schema.IsValid(values);
            yield return schema.Validate(values).Count == 0;
        }
        if (wrapped is not null)
        {
            Dictionary<string, object?> values = new(StringComparer.Ordinal) { ["value"] = ClrValues.From(data) };
            yield return wrapped.IsValid(values);
            yield return wrapped.Validate(values).Count == 0;
        }
    }

    // Arguments are always an object: this way instances of other kinds get there too. Pointers would miss their target.
    private static CompiledSchema? Wrap(JsonElement schema, string dialect, SchemaCompileOptions options)
    {
        if (schema.GetRawText().Contains("$ref", StringComparison.Ordinal)) return null;
        var wrapper = new JsonObject { ["$schema"] = dialect, ["properties"] = new JsonObject { ["value"] = JsonNode.Parse(schema.GetRawText()) } };
        if (wrapper["properties"]!["value"] is JsonObject inner) inner.Remove("$id");
        return CompiledSchema.Compile(JsonSerializer.SerializeToElement(wrapper), options);
    }

    private static JsonElement WithDialect(JsonElement schema, string dialect)
    {
        if (schema.ValueKind != JsonValueKind.Object || schema.TryGetProperty("$schema", out _)) return schema;
        var copy = JsonObject.Create(schema)!;
        copy["$schema"] = dialect;
        return JsonSerializer.SerializeToElement(copy);
    }

    private sealed class Tally
    {
        public int Right { get; set; }

        public List<string> Wrong { get; } = [];

        public SortedDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

        public int RefusedCount => Refused.Values.Sum();

        public override string ToString() =>
            $"{Right} right, {Wrong.Count} wrong, {RefusedCount} refused ({string.Join(", ", Refused.Select(pair => $"{pair.Key} {pair.Value}"))})";
    }
}
