using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentry.JsonSchema.Tests;

/// <summary>Makes an instance from a schema that uses what tools use, and from it each mistake that one keyword has to notice.</summary>
internal static class SchemaInstances
{
    /// <summary>An instance with every property, one item in each list and one further member where further ones are described.</summary>
    public static JsonNode? Valid(JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var constant)) return JsonNode.Parse(constant.GetRawText());
        if (schema.TryGetProperty("enum", out var values)) return JsonNode.Parse(values[0].GetRawText());
        if (schema.TryGetProperty("anyOf", out var branches)) return Valid(branches[0]);
        return TypeOf(schema) switch
        {
            "object" => ValidObject(schema),
            "array" => new JsonArray(Valid(schema.GetProperty("items"))),
            "string" => "text",
            "boolean" => true,
            "null" => null,
            "integer" => schema.TryGetProperty("minimum", out var least) ? (int)least.GetDecimal() : 1,
            "number" => schema.TryGetProperty("minimum", out var least) ? least.GetDecimal() : 0.5m,
            _ => "anything",
        };
    }

    /// <summary>The mistakes, each in a copy of its own.</summary>
    public static IEnumerable<Mistake> Mistakes(JsonElement schema, JsonNode valid) => At(schema, valid, []);

    private static string? TypeOf(JsonElement schema) => schema.TryGetProperty("type", out var type) ? type.ValueKind == JsonValueKind.Array ? type[0].GetString() : type.GetString() : null;

    private static JsonObject ValidObject(JsonElement schema)
    {
        var instance = new JsonObject();
        foreach (var (name, property) in Properties(schema)) instance[name] = Valid(property);
        if (schema.TryGetProperty("additionalProperties", out var rest) && rest.ValueKind == JsonValueKind.Object) instance["further"] = Valid(rest);
        return instance;
    }

    private static IEnumerable<(string Name, JsonElement Schema)> Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Select(property => (property.Name, property.Value)) : [];

    private static IEnumerable<Mistake> At(JsonElement schema, JsonNode root, string[] path)
    {
        // Which alternative was meant is another question.
        if (schema.ValueKind != JsonValueKind.Object || schema.TryGetProperty("anyOf", out _)) return [];
        List<Mistake> found = [];
        var type = TypeOf(schema);
        if (type is not null && path.Length > 0 && schema.GetProperty("type").ValueKind == JsonValueKind.String) found.Add(Replace(root, path, "type", type == "object" ? new JsonArray() : new JsonObject()));
        if (schema.TryGetProperty("enum", out _)) found.Add(Replace(root, path, "enum", "none of these"));
        if (schema.TryGetProperty("const", out _)) found.Add(Replace(root, path, "const", "not this"));
        if (schema.TryGetProperty("minimum", out var least)) found.Add(Replace(root, path, "minimum", least.GetDecimal() - 1));
        if (schema.TryGetProperty("maximum", out var most)) found.Add(Replace(root, path, "maximum", most.GetDecimal() + 1));
        if (schema.TryGetProperty("minItems", out _)) found.Add(Replace(root, path, "minItems", new JsonArray()));
        if (type == "array" && schema.TryGetProperty("items", out var items)) found.AddRange(At(items, root, [.. path, "0"]));
        if (type == "object") found.AddRange(AtObject(schema, root, path));
        return found;
    }

    private static IEnumerable<Mistake> AtObject(JsonElement schema, JsonNode root, string[] path)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!))
            {
                var copy = root.DeepClone();
                Find(copy, path).AsObject().Remove(name);
                yield return new Mistake(copy, Pointer(path), "required", name);
            }
        }
        if (schema.TryGetProperty("additionalProperties", out var rest) && rest.ValueKind == JsonValueKind.False)
        {
            var copy = root.DeepClone();
            Find(copy, path)["zzzzzzzz"] = 1;
            yield return new Mistake(copy, Pointer([.. path, "zzzzzzzz"]), "additionalProperties", null);
        }
        if (rest.ValueKind == JsonValueKind.Object)
        {
            foreach (var mistake in At(rest, root, [.. path, "further"])) yield return mistake;
        }
        foreach (var (name, property) in Properties(schema))
        {
            foreach (var mistake in At(property, root, [.. path, name])) yield return mistake;
        }
    }

    private static Mistake Replace(JsonNode root, string[] path, string keyword, JsonNode value)
    {
        var copy = root.DeepClone();
        var parent = Find(copy, path[..^1]);
        if (parent is JsonArray array) array[int.Parse(path[^1], CultureInfo.InvariantCulture)] = value;
        else parent[path[^1]] = value;
        return new Mistake(copy, Pointer(path), keyword, null);
    }

    private static JsonNode Find(JsonNode node, string[] path) =>
        path.Aggregate(node, (current, step) => current is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)]! : current[step]!);

    private static string Pointer(string[] path) => string.Concat(path.Select(step => "/" + step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    /// <summary>An instance that is wrong in one place.</summary>
    /// <param name="Instance">The whole instance.</param>
    /// <param name="Pointer">Where the problem is reported.</param>
    /// <param name="Keyword">Which keyword notices it.</param>
    /// <param name="Name">The missing name.</param>
    internal sealed record Mistake(JsonNode Instance, string Pointer, string Keyword, string? Name);
}
