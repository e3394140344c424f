using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agentry.Tests;
using Xunit.Abstractions;

namespace Agentry.JsonSchema.Tests;

/// <summary>12,270 tool calls with verdict and, for invalid ones, where and by which keyword they fail.</summary>
public sealed partial class BfclCallTests(ITestOutputHelper output)
{
    private static readonly JsonDocumentOptions Parsing = new() { AllowDuplicateProperties = false };

    [SharedDataFact]
    public void Validate_EveryRecordedCall_GivesTheRecordedVerdictAndProblems()
    {
        var schemas = Lines("bfcl-schemas.jsonl").ToDictionary(
            row => row.GetProperty("schema_id").GetString()!,
            row => CompiledSchema.Compile(row.GetProperty("schema")),
            StringComparer.Ordinal);
        List<string> wrong = [];
        var counts = (Valid: 0, Invalid: 0);
        foreach (var row in Lines("bfcl-calls.jsonl"))
        {
            var schema = schemas[row.GetProperty("schema_id").GetString()!];
            var arguments = row.GetProperty("args");
            var expected = row.GetProperty("errors").EnumerateArray().Select(error => $"{error[0].GetString()} {error[1].GetString()}").Order(StringComparer.Ordinal).ToList();
            var isValid = row.GetProperty("valid").GetBoolean();
            if (isValid) counts.Valid++;
            else counts.Invalid++;

            var values = ClrValues.FromObject(arguments);
            var shallow = arguments.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value, StringComparer.Ordinal);
            var text = Encoding.UTF8.GetBytes(arguments.GetRawText());
            var verdicts = new[] { schema.IsValid(arguments), schema.IsValid(values), schema.IsValid(shallow), schema.IsValid(text) };
            var problems = new[] { schema.Validate(arguments, 20), schema.Validate(values, 20), schema.Validate(shallow, 20), schema.Validate(text, 20) };
            if (verdicts.Any(verdict => verdict != isValid) || problems.Any(found => !Keys(found).SequenceEqual(expected, StringComparer.Ordinal)))
            {
                wrong.Add($"{row.GetProperty("id").GetString()}: expected [{string.Join("; ", expected)}], got [{string.Join("; ", Keys(problems[0]))}]");
            }
        }

        output.WriteLine($"{schemas.Count} schemas, {counts.Valid} valid calls, {counts.Invalid} invalid calls, {wrong.Count} wrong");
        wrong.Should().BeEmpty();
        counts.Should().Be((2_902, 9_368));
    }

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(SharedData.Path("tool-calls", file)).Select(line => JsonDocument.Parse(line, Parsing).RootElement);

    private static List<string> Keys(IReadOnlyList<SchemaProblem> problems) =>
        [.. problems.Select(problem => $"{problem.Pointer} {problem.Keyword}{Missing(problem)}").Order(StringComparer.Ordinal)];

    private static string Missing(SchemaProblem problem) =>
        problem.Keyword == "required" ? ":" + JsonSerializer.Deserialize<string>(QuotedName().Match(problem.Expected).Value) : "";

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.None, 1000)]
    private static partial Regex QuotedName();
}
