using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Refuses schema documents that are too large or too deep to be worked on.</summary>
internal ref struct SchemaSize
{
    private readonly string _location;
    private readonly int _maxNodes;
    private int _left;

    private SchemaSize(string location, int maxNodes, int left)
    {
        _location = location;
        _maxNodes = maxNodes;
        _left = left;
    }

    /// <summary>Whether something below the root is named like an identifier or an anchor, or the root itself has an anchor.</summary>
    public bool HasIdentifiers { get; private set; }

    /// <summary>Counts the values of a document against what is left for all of them.</summary>
    public static SchemaSize Check(JsonElement schema, string location, SchemaCompileOptions options, ref int left)
    {
        if (JsonMarshal.GetRawUtf8Value(schema).Length > options.MaxSchemaBytes)
        {
            throw new SchemaCompileException(location, "", $"it is longer than {options.MaxSchemaBytes} bytes ({nameof(SchemaCompileOptions.MaxSchemaBytes)}).");
        }

        var size = new SchemaSize(location, options.MaxSchemaNodes, left);
        size.Count(schema, 0);
        left = size._left;
        return size;
    }

    private void Count(JsonElement value, int depth)
    {
        if (--_left < 0) throw new SchemaCompileException(_location, "", $"it holds more than {_maxNodes} values ({nameof(SchemaCompileOptions.MaxSchemaNodes)}).");
        if (depth >= CanonicalJson.MaxDepth) throw new SchemaCompileException(_location, "", $"it is nested deeper than {CanonicalJson.MaxDepth} levels.");
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (!HasIdentifiers) HasIdentifiers = IsIdentifier(JsonMarshal.GetRawUtf8PropertyName(member), depth);
                Count(member.Value, depth + 1);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Count(item, depth + 1);
        }
    }

    // A name written with escapes may be any of them.
    private static bool IsIdentifier(ReadOnlySpan<byte> name, int depth) =>
        name.Length > 2 && (name[0] == '\\' || name[0] == '$')
        && (name[0] == '\\' || name.Contains((byte)'\\') || (name.SequenceEqual("$id"u8) && depth > 0)
            || name.SequenceEqual("$anchor"u8) || name.SequenceEqual("$dynamicAnchor"u8) || name.SequenceEqual("$recursiveAnchor"u8));
}
