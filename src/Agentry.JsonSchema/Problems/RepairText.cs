using System.Text;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Words the line that tells a model what to do. Repairs that models need often get a line of their own.</summary>
internal static class RepairText
{
    /// <summary>How a line refers to the value at a pointer: by name below the root, by pointer further down.</summary>
    public static string Subject(string pointer) =>
        pointer.Length == 0 ? "the value"
        : pointer.LastIndexOf('/') == 0 && !char.IsAsciiDigit(pointer[1]) ? Name(JsonPointer.Unescape(pointer[1..]))
        : Name(pointer);

    public static string Name(string name) => ShortText.Cut(ShortText.Quote(name), 80);

    /// <summary>For a value of the wrong type.</summary>
    /// <param name="pointer">Where the value stands.</param>
    /// <param name="types">What is allowed.</param>
    /// <param name="kind">What came.</param>
    /// <param name="actual">Its short JSON text.</param>
    /// <param name="isOptional">Whether the property may be left out.</param>
    public static string ForType(string pointer, NodeKind types, NodeKind kind, string actual, bool isOptional)
    {
        var subject = Subject(pointer);
        var wanted = Expectation.WithArticle(types);
        if (kind == NodeKind.Null && isOptional) return $"leave {subject} out, or send {wanted}";
        if (kind == NodeKind.String && Unquoted(actual, types) is { } inner) return $"send {inner} without quotes for {subject}";
        if (kind == NodeKind.String && actual.StartsWith("\"[", StringComparison.Ordinal) && types.HasFlag(NodeKind.Array)) return $"send {subject} as a JSON array, not as text that holds one";
        if (kind == NodeKind.String && actual.StartsWith("\"{", StringComparison.Ordinal) && types.HasFlag(NodeKind.Object)) return $"send {subject} as a JSON object, not as text that holds one";
        if (types == NodeKind.Array && kind is NodeKind.String or NodeKind.Number or NodeKind.Boolean) return $"send {subject} as an array: [{actual}]";
        if (types == NodeKind.String && kind is NodeKind.Number or NodeKind.Boolean) return $"send {subject} as a string: \"{actual}\"";
        return $"send {wanted} for {subject}";
    }

    /// <summary>For a value that is not among those allowed.</summary>
    public static string ForConstants(string pointer, ConstantSet constants, string? text)
    {
        var subject = Subject(pointer);
        if (text is not null && NameSuggestion.Nearest(text, constants.Strings.Names.ToArray(), 1) is [var near]) return $"use {Name(near)} for {subject}";
        return $"use {Expectation.OfConstants(constants.Values)} for {subject}";
    }

    // "10" where a number is wanted, "true" where a boolean is.
    private static string? Unquoted(string actual, NodeKind types)
    {
        if (actual.Length < 3 || actual[^1] != '"') return null;
        var inner = actual[1..^1];
        if (inner is "true" or "false") return types.HasFlag(NodeKind.Boolean) ? inner : null;
        if ((types & (NodeKind.Number | NodeKind.Integer)) == NodeKind.Unsupported || !(char.IsAsciiDigit(inner[0]) || inner[0] == '-')) return null;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(inner));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == inner.Length
                && (types.HasFlag(NodeKind.Number) || JsonNumber.IsIntegerText(reader.ValueSpan)) ? inner : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
