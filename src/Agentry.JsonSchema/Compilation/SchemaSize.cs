using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Refuses schema documents that are too large or too deep to be worked on.</summary>
internal static class SchemaSize
{
    public static void Check(JsonElement schema, int maxNodes)
    {
        var left = maxNodes;
        Count(schema, ref left, maxNodes, 0);
    }

    private static void Count(JsonElement value, ref int left, int maxNodes, int depth)
    {
        if (--left < 0) throw new SchemaCompileException("", "", $"it holds more than {maxNodes} values ({nameof(SchemaCompileOptions.MaxSchemaNodes)}).");
        if (depth >= CanonicalJson.MaxDepth) throw new SchemaCompileException("", "", $"it is nested deeper than {CanonicalJson.MaxDepth} levels.");
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject()) Count(member.Value, ref left, maxNodes, depth + 1);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Count(item, ref left, maxNodes, depth + 1);
        }
    }
}
