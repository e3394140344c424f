using System.Text.Json;

namespace Agentry.JsonSchema.Tests;

/// <summary>Shortens the tests: JSON and schemas from text.</summary>
internal static class Json
{
    public static JsonElement Parse(string json, int maxDepth = 0)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = maxDepth });
        return document.RootElement.Clone();
    }

    public static CompiledSchema Schema(string json, SchemaCompileOptions? options = null) => CompiledSchema.Compile(Parse(json, 1000), options);

    /// <summary>The single problem of an instance.</summary>
    public static SchemaProblem Problem(string schema, string instance) => Schema(schema).Validate(Parse(instance)).Should().ContainSingle().Subject;
}
