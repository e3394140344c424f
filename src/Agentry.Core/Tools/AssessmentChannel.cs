using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>How a model says how sure it is of a call: an argument of its own, taken out before the contract sees the others.</summary>
internal static class AssessmentChannel
{
    private const string Name = "_assessment";

    private static readonly JsonElement Schema = JsonDocument.Parse("""
        {
          "type": "object",
          "description": "What you think of this call itself; the tool does not get it. Be honest: a doubtful call is shown to a person.",
          "properties": {
            "confidence": { "type": "number", "minimum": 0, "maximum": 1, "description": "How sure you are that this call with these arguments is right." },
            "flags": { "type": "array", "maxItems": 10, "items": { "type": "string", "maxLength": 60 }, "description": "Doubts, in a word or two each." }
          },
          "required": ["confidence"],
          "additionalProperties": false
        }
        """).RootElement.Clone();

    private static readonly CompiledSchema Compiled = CompiledSchema.Compile(Schema);

    /// <summary>The schema that the model sees.</summary>
    public static JsonElement AddTo(JsonElement schema)
    {
        if (JsonSerializer.SerializeToNode(schema, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonElement))) is not JsonObject root)
            return schema;
        if (root["properties"] is not JsonObject properties)
            root["properties"] = properties = [];
        properties[Name] = JsonNode.Parse(Schema.GetRawText());
        if (root["required"] is not JsonArray required)
            root["required"] = required = [];
        required.Add((JsonNode)Name);
        return JsonSerializer.SerializeToElement(root, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonNode)));
    }

    /// <summary>Takes it out of the arguments. Null: the model said nothing that can be understood, which counts as not being sure.</summary>
    public static CallAssessment? Take(Dictionary<string, object?> arguments)
    {
        if (!arguments.Remove(Name, out object? value))
            return null;
        JsonElement said = value as JsonElement? ?? JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
        if (!Compiled.IsValid(said))
            return null;
        IEnumerable<string> flags = said.TryGetProperty("flags", out JsonElement list) ? list.EnumerateArray().Select(f => f.GetString()!) : [];
        return new CallAssessment(said.GetProperty("confidence").GetDouble(), [.. flags]);
    }
}
