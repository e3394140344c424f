using System.Text;
using System.Text.Json;
using Agentry.Tests;

namespace Agentry.JsonSchema.Tests;

public sealed class TauBenchTests
{
    [SharedDataFact]
    public void IsValid_EveryGroundTruthCall_IsTrueThroughAllAdapters()
    {
        using var tools = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tool-calls", "tau_bench_tools.json")));
        var schemas = tools.RootElement.EnumerateArray()
            .Select(tool => tool.GetProperty("function"))
            .GroupBy(function => function.GetProperty("name").GetString()!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(function => CompiledSchema.Compile(function.GetProperty("parameters"))).ToList(), StringComparer.Ordinal);

        var calls = File.ReadLines(SharedData.Path("tool-calls", "tau_bench_calls.jsonl")).Select(line => Json.Parse(line)).ToList();
        foreach (var call in calls)
        {
            var arguments = call.GetProperty("args");
            var variants = schemas[call.GetProperty("tool").GetString()!];
            variants.Should().Contain(schema => schema.IsValid(arguments) && schema.IsValid(ClrValues.FromObject(arguments)) && schema.IsValid(Encoding.UTF8.GetBytes(arguments.GetRawText())), "{0}", call.GetRawText());
        }
        calls.Should().HaveCount(1_196);
    }

    [SharedDataFact]
    public void Compile_EveryRecordedMcpTool_Succeeds()
    {
        using var tools = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tool-calls", "mcp_servers_tools.json")));
        var inputs = tools.RootElement.EnumerateArray().Select(tool => CompiledSchema.Compile(tool.GetProperty("inputSchema"))).ToList();
        var outputs = tools.RootElement.EnumerateArray()
            .Where(tool => tool.TryGetProperty("outputSchema", out var schema) && schema.ValueKind == JsonValueKind.Object)
            .Select(tool => CompiledSchema.Compile(tool.GetProperty("outputSchema"))).ToList();
        (inputs.Count, outputs.Count).Should().Be((37, 25));
    }
}
