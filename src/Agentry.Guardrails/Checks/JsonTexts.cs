using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Agentry;

/// <summary>The strings in a JSON value.</summary>
internal static class JsonTexts
{
    /// <summary>Longest string that is decoded on the stack.</summary>
    private const int OnStack = 256;

    /// <summary>The strings that somebody has to look at; null when there are none. The others are never made into strings.</summary>
    /// <param name="value">The value.</param>
    /// <param name="withNames">Whether names of members count.</param>
    /// <param name="state">Passed to <paramref name="needed"/>.</param>
    /// <param name="needed">Whether somebody has to look at a text.</param>
    public static List<string>? Find<TState>(JsonElement value, bool withNames, TState state, TextFilter<TState> needed)
    {
        List<string>? found = null;
        Find(value, withNames, state, needed, ref found);
        return found;
    }

    /// <summary>Decodes UTF-8 that is known to be valid and hands it on, without making a string of it.</summary>
    /// <returns>What the reader says; true, too, for text that is not valid.</returns>
    public static bool Read<TState>(ReadOnlySpan<byte> utf8, TState state, TextFilter<TState> reader)
    {
        char[]? rented = utf8.Length > OnStack ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        Span<char> text = rented is null ? stackalloc char[OnStack] : rented;
        bool isValid = Utf8.ToUtf16(utf8, text, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done;
        bool result = !isValid || reader(text[..length], state);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
        return result;
    }

    private static void Find<TState>(JsonElement value, bool withNames, TState state, TextFilter<TState> needed, ref List<string>? found)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                if (IsNeeded(JsonMarshal.GetRawUtf8Value(value)[1..^1], state, needed))
                    (found ??= []).Add(value.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                    Find(item, withNames, state, needed, ref found);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    if (withNames && IsNeeded(JsonMarshal.GetRawUtf8PropertyName(property), state, needed))
                        (found ??= []).Add(property.Name);
                    Find(property.Value, withNames, state, needed, ref found);
                }

                break;
        }
    }

    /// <summary>What is escaped is looked at in any case: decoding it here would cost what is to be saved.</summary>
    private static bool IsNeeded<TState>(ReadOnlySpan<byte> raw, TState state, TextFilter<TState> needed) =>
        raw.Contains((byte)'\\') || Read(raw, state, needed);

    /// <summary>The value with other strings in place of some.</summary>
    public static JsonElement Replace(JsonElement value, Dictionary<string, string> replacements, bool withNames)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, value, replacements, withNames);
        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, Dictionary<string, string> replacements, bool withNames)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                string text = value.GetString()!;
                writer.WriteStringValue(replacements.GetValueOrDefault(text, text));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                    Write(writer, item, replacements, withNames);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                HashSet<string>? taken = withNames ? Unchanged(value, replacements) : null;
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    string name = property.Name;
                    writer.WritePropertyName(taken is not null && replacements.TryGetValue(name, out string? other) ? Free(other, taken) : name);
                    Write(writer, property.Value, replacements, withNames);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>The names that stay; null when all do.</summary>
    private static HashSet<string>? Unchanged(JsonElement value, Dictionary<string, string> replacements)
    {
        string[] names = [.. value.EnumerateObject().Select(p => p.Name)];
        return Array.Exists(names, replacements.ContainsKey)
            ? names.Where(n => !replacements.ContainsKey(n)).ToHashSet(StringComparer.Ordinal)
            : null;
    }

    /// <summary>Two addresses as names become one label: the second is told apart, or readers would take one member for the other.</summary>
    private static string Free(string name, HashSet<string> taken)
    {
        string free = name;
        for (int n = 2; !taken.Add(free); n++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name} ({n})");
        return free;
    }
}
