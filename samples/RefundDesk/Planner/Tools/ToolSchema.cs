using System.Text.Json;

namespace RefundDesk;

/// <summary>A tool as it was offered: its name and what its JSON Schema says of its parameters.</summary>
internal sealed class ToolSchema
{
    public ToolSchema(string name, JsonElement schema)
    {
        Name = name;
        if (schema.ValueKind is not JsonValueKind.Object)
            return;
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object)
            Parameters = [.. properties.EnumerateObject().Select(property => new ToolParameter(property.Name, property.Value))];
        if (schema.TryGetProperty("required", out var required) && required.ValueKind is JsonValueKind.Array)
            Required = [.. required.EnumerateArray().Select(name => name.GetString() ?? "")];
    }

    public string Name { get; }

    public IReadOnlyList<ToolParameter> Parameters { get; } = [];

    public IReadOnlyList<string> Required { get; } = [];

    /// <summary>The values the tool allows for the parameter of this purpose; empty when it allows any.</summary>
    public IReadOnlyList<string> Choices(Slot slot) =>
        Parameters.FirstOrDefault(parameter => SlotNames.Of(parameter.Name, [slot]) == slot)?.Choices ?? [];
}
