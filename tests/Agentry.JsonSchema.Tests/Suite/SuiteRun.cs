using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.Tests;

namespace Agentry.JsonSchema.Tests;

/// <summary>Runs files of the suite for one draft through every way into the validator.</summary>
internal sealed class SuiteRun
{
    private const string RemoteRoot = "http://localhost:1234/";
    private const string Tested = "urn:agentry:tested";

    private readonly SchemaRegistry _registry = new();
    private readonly SchemaCompileOptions _options;
    private readonly string _draft;
    private readonly string _dialect;

    public SuiteRun(string draft, bool assertFormat)
    {
        _draft = draft;
        _options = new SchemaCompileOptions { Registry = _registry, AssertFormat = assertFormat, PatternTimeout = TimeSpan.FromMinutes(1) };
        _dialect = draft switch
        {
            "draft2020-12" => "https://json-schema.org/draft/2020-12/schema",
            "draft2019-09" => "https://json-schema.org/draft/2019-09/schema",
            _ => "http://json-schema.org/draft-07/schema#",
        };
        var remotes = SharedData.Path("json-schema-test-suite", "remotes");
        foreach (var file in Directory.GetFiles(remotes, "*.json", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(remotes, file).Replace('\\', '/');
            _registry.Add(RemoteRoot + path, Json.Parse(File.ReadAllText(file)));
        }
    }

    public SuiteTally Run(string part)
    {
        var tally = new SuiteTally();
        foreach (var file in Directory.GetFiles(SharedData.Path("json-schema-test-suite", "tests", _draft, part), "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var group in document.RootElement.EnumerateArray()) RunGroup(group, $"{Path.GetFileName(file)}: {group.GetProperty("description").GetString()}", tally);
        }
        return tally;
    }

    private void RunGroup(JsonElement group, string name, SuiteTally tally)
    {
        var tests = group.GetProperty("tests").EnumerateArray().ToList();
        CompiledSchema schema, wrapped;
        try
        {
            var element = WithDialect(group.GetProperty("schema"));
            schema = CompiledSchema.Compile(element, _options);
            _registry.Add(Tested, element);
            wrapped = CompiledSchema.Compile(Json.Parse($$"""{"$schema":"{{_dialect}}","properties":{"value":{"$ref":"{{Tested}}"} } }"""), _options);
        }
        catch (SchemaCompileException refusal)
        {
            tally.Wrong.AddRange(tests.Select(test => $"{name}: {test.GetProperty("description").GetString()}: {refusal.Message}"));
            return;
        }

        foreach (var test in tests)
        {
            var answers = Answers(schema, wrapped, test.GetProperty("data"));
            if (answers.All(answer => answer == test.GetProperty("valid").GetBoolean())) tally.Right++;
            else tally.Wrong.Add($"{name}: {test.GetProperty("description").GetString()} {test.GetProperty("data").GetRawText()} got {string.Join(' ', answers)}");
        }
    }

    // Arguments are always an object: wrapped, instances of other kinds get there too, and the schema is reached through a reference.
    private static List<bool> Answers(CompiledSchema schema, CompiledSchema wrapped, JsonElement data)
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal) { ["value"] = ClrValues.From(data) };
        var wrappedData = Json.Parse($$"""{"value":{{data.GetRawText()}} }""", 1000);
        return
        [
            schema.IsValid(data),
            schema.Validate(data).Count == 0,
            schema.IsValid(Encoding.UTF8.GetBytes(data.GetRawText())),
            schema.Validate(Encoding.UTF8.GetBytes(data.GetRawText())).Count == 0,
            NodeCheck.IsValid(schema, data),
            wrapped.IsValid(wrappedData),
            wrapped.IsValid(values),
            wrapped.Validate(values).Count == 0,
        ];
    }

    private JsonElement WithDialect(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || schema.TryGetProperty("$schema", out _)) return schema;
        var copy = JsonObject.Create(schema)!;
        copy["$schema"] = _dialect;
        return JsonSerializer.SerializeToElement(copy);
    }
}
