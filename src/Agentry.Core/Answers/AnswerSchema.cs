using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Makes the schema of an answer from its type. Providers take only objects, so that any other answer is the one member of an object.</summary>
internal static partial class AnswerSchema
{
    public const string Wrapper = "answer";

    /// <returns>The schema, and whether the answer is the member <see cref="Wrapper"/> of what it describes.</returns>
    public static (JsonElement Schema, bool IsWrapped) Of(Type type, JsonSerializerOptions json)
    {
        JsonElement schema = AIJsonUtilities.CreateJsonSchema(type, serializerOptions: json);
        return IsObject(schema) ? (schema, false) : (Wrap(schema), true);
    }

    /// <summary>A name that providers accept.</summary>
    public static string NameOf(Type type) => NotAllowed().Replace(type.Name, "_");

    private static bool IsObject(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("type"u8, out JsonElement type)
        && type.ValueKind == JsonValueKind.String
        && type.ValueEquals("object"u8);

    private static JsonElement Wrap(JsonElement schema)
    {
        JsonNode? inner = JsonNode.Parse(schema.GetRawText());
        Move(inner);
        var wrapper = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [Wrapper] = inner },
            ["required"] = new JsonArray(JsonValue.Create(Wrapper)),
            ["additionalProperties"] = false,
        };
        using JsonDocument document = JsonDocument.Parse(wrapper.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>References of recursive types are pointers from the root, which is two levels further up now.</summary>
    private static void Move(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
                Move(item);
        }

        if (node is not JsonObject members)
            return;
        foreach ((string name, JsonNode? member) in members.ToArray())
        {
            if (name == "$ref" && member is JsonValue value && value.TryGetValue(out string? target) && target.StartsWith('#'))
                members[name] = $"#/properties/{Wrapper}{target[1..]}";
            else
                Move(member);
        }
    }

    [GeneratedRegex("[^A-Za-z0-9_-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotAllowed();
}
