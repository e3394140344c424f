using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.Tests;
using Xunit.Abstractions;

namespace Agentry.JsonSchema.Tests;

/// <summary>The recorded MCP schemas with an instance made from each and every mistake that one change of it can be.</summary>
public sealed class McpSchemaTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public void Validate_InstancesMadeFromEverySchemaAndTheirMutations_GivesVerdictPointerAndKeyword()
    {
        using var tools = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tool-calls", "mcp_servers_tools.json")));
        var schemas = tools.RootElement.EnumerateArray()
            .SelectMany(tool => new[] { "inputSchema", "outputSchema" }.Where(name => tool.TryGetProperty(name, out var schema) && schema.ValueKind == JsonValueKind.Object).Select(name => tool.GetProperty(name)))
            .ToList();
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (var element in schemas)
        {
            var schema = CompiledSchema.Compile(element);
            var valid = SchemaInstances.Valid(element)!.AsObject();
            foreach (var problems in Everywhere(schema, valid)) problems.Should().BeEmpty("{0} matches {1}", valid.ToJsonString(), element.GetRawText());
            foreach (var mistake in SchemaInstances.Mistakes(element, valid))
            {
                counts[mistake.Keyword] = counts.GetValueOrDefault(mistake.Keyword) + 1;
                foreach (var problems in Everywhere(schema, mistake.Instance.AsObject()))
                {
                    var problem = problems.Should().ContainSingle("{0} does not match {1}", mistake.Instance.ToJsonString(), element.GetRawText()).Subject;
                    (problem.Pointer, problem.Keyword).Should().Be((mistake.Pointer, mistake.Keyword), "{0}", mistake.Instance.ToJsonString());
                    if (mistake.Name is not null) problem.Expected.Should().Contain($"\"{mistake.Name}\"");
                }
            }
        }

        output.WriteLine($"{schemas.Count} schemas, {counts.Values.Sum()} mistakes: {string.Join(", ", counts)}");
        schemas.Should().HaveCount(62);
        counts.Keys.Should().Contain(["additionalProperties", "enum", "maximum", "minItems", "minimum", "required", "type"]);
        counts.Values.Sum().Should().BeGreaterThan(300);
    }

    private static IEnumerable<IReadOnlyList<SchemaProblem>> Everywhere(CompiledSchema schema, JsonObject instance)
    {
        var element = JsonSerializer.SerializeToElement(instance);
        var utf8 = Encoding.UTF8.GetBytes(element.GetRawText());
        var values = ClrValues.FromObject(element);
        var shallow = element.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value, StringComparer.Ordinal);
        IReadOnlyList<SchemaProblem>[] found = [schema.Validate(element), schema.Validate(values), schema.Validate(shallow), schema.Validate(utf8)];
        bool[] verdicts = [schema.IsValid(element), schema.IsValid(values), schema.IsValid(shallow), schema.IsValid(utf8)];
        verdicts.Should().Equal(found.Select(problems => problems.Count == 0));
        return found;
    }
}
