using System.Text;
using System.Text.Json;
using Agentry.JsonSchema;
using Agentry.Tests;

namespace Agentry.Benchmarks;

/// <summary>One of the seven recorded shapes of tool arguments, with an instance that matches or one that does not, in each form it can come in.</summary>
internal sealed class ContractCase
{
    private ContractCase(string name, CompiledSchema schema, JsonElement instance, bool isValid)
    {
        Name = name;
        Schema = schema;
        Element = instance;
        IsValid = isValid;
        Utf8 = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(instance));
        Arguments = instance.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value, StringComparer.Ordinal);
    }

    public string Name { get; }

    public CompiledSchema Schema { get; }

    public JsonElement Element { get; }

    public byte[] Utf8 { get; }

    /// <summary>Elements by name, as a client hands tool arguments over.</summary>
    public Dictionary<string, object?> Arguments { get; }

    public bool IsValid { get; }

    public static List<ContractCase> Load()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tool-calls", "bench-cases.json")));
        List<ContractCase> cases = [];
        foreach (JsonElement item in document.RootElement.EnumerateArray())
        {
            CompiledSchema schema = CompiledSchema.Compile(item.GetProperty("schema"));
            foreach (string kind in (string[])["valid", "invalid"])
            {
                // A document of its own, as a call has: what stands around an instance would make looking into it cheaper or dearer.
                JsonElement instance = JsonElement.Parse(JsonSerializer.Serialize(item.GetProperty(kind)));
                cases.Add(new ContractCase($"{item.GetProperty("name").GetString()}.{kind}", schema, instance, kind == "valid"));
            }
        }

        return cases;
    }
}
