using System.Buffers;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// Writes JSON so that equal values give equal bytes, for hashes over schemas and tool arguments. Members are sorted by name as UTF-16
/// ordinal, strings escape only what they must, numbers are written by value (1, 1.0 and 1e0 as <c>1</c>; -0 as <c>0</c>) with every
/// digit kept, and of members with the same name the last one stays. Where RFC 8785 can represent a number, the text is the same.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The deepest nesting of arrays and objects that is written.</summary>
    public const int MaxDepth = 256;

    /// <summary>Writes a parsed value.</summary>
    /// <exception cref="ArgumentException">The element is undefined, or nested deeper than <see cref="MaxDepth"/>.</exception>
    public static void Write(IBufferWriter<byte> output, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (value.ValueKind == JsonValueKind.Undefined) throw new ArgumentException("The element is undefined.", nameof(value));
        CanonicalWriter<ElementNode, ElementMembers, ElementItems>.Write(output, new ElementNode(value), 0);
    }

    /// <summary>Writes tool arguments as Microsoft.Extensions.AI hands them over; the bytes are those of the same JSON, parsed.</summary>
    /// <exception cref="ArgumentException">A value has no JSON form, or nesting is deeper than <see cref="MaxDepth"/>.</exception>
    public static void Write(IBufferWriter<byte> output, IDictionary<string, object?> value)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(value);
        var node = ClrNode.From(value);
        if (!CanonicalWriter<ClrNode, ClrMembers, ClrItems>.Write(output, node, 0)) throw UnsupportedValues.Describe(node, nameof(value));
    }
}
