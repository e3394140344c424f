using System.Globalization;
using System.Text;
using System.Text.Json;
using Agentry.Tests;

namespace Agentry.Benchmarks;

/// <summary>Schemas to compile: those that tools have, and one as large as any.</summary>
internal static class SchemaTexts
{
    /// <summary>The arguments of the recorded tools of tau-bench and of the MCP servers.</summary>
    public static IEnumerable<string> Typical()
    {
        using JsonDocument tau = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tool-calls", "tau_bench_tools.json")));
        using JsonDocument mcp = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tool-calls", "mcp_servers_tools.json")));
        return
        [
            .. tau.RootElement.EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("parameters").GetRawText()),
            .. mcp.RootElement.EnumerateArray().Select(tool => tool.GetProperty("inputSchema").GetRawText()),
        ];
    }

    /// <summary>A catalogue of definitions that refer to each other.</summary>
    public static string Large(int bytes)
    {
        var text = new StringBuilder("""{"type":"object","properties":{""");
        var definitions = new StringBuilder();
        for (int i = 0; text.Length + definitions.Length < bytes; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\"item{i}\":{{\"$ref\":\"#/$defs/kind{i}\"}},");
            definitions.Append(
                CultureInfo.InvariantCulture,
                $$"""
                "kind{{i}}":{"type":"object","description":"A kind of thing that the catalogue lists.","properties":{"id":{"type":"string","pattern":"^[A-Z]{3}-[0-9]{6}$"},"size":{"type":"integer","minimum":{{i}} },"colour":{"enum":["red","green","blue{{i}}"]},"parts":{"type":"array","items":{"$ref":"#/$defs/kind{{i / 2}}"} } },"required":["id"],"additionalProperties":false},
                """);
        }

        return text.Append("\"last\":true},\"$defs\":{").Append(definitions).Append("\"end\":true}}").ToString();
    }
}
