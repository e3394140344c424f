using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Agentry;

/// <summary>
/// Finds arguments that no log, hash or provider could write: half of a surrogate pair, bytes that are no UTF-8, numbers that are none. JSON can spell the
/// first, and a model that is cut or confused does.
/// </summary>
internal static class BrokenText
{
    private const int MaxDepth = 64;

    public static bool In(IDictionary<string, object?>? arguments)
    {
        if (arguments is null)
            return false;
        foreach ((string name, object? value) in arguments)
        {
            if (IsBroken(name) || IsBroken(value, MaxDepth))
                return true;
        }

        return false;
    }

    /// <summary>The arguments with the replacement character for what cannot be written.</summary>
    public static Dictionary<string, object?> Mended(IDictionary<string, object?> arguments)
    {
        var mended = new Dictionary<string, object?>(arguments.Count, StringComparer.Ordinal);
        foreach ((string name, object? value) in arguments)
            mended[Mended(name)] = IsBroken(value, MaxDepth) ? Mended(value) : value;
        return mended;
    }

    private static bool IsBroken(object? value, int depth) => depth == 0 || value switch
    {
        null or bool => false,
        string text => IsBroken(text),
        JsonElement element => IsBroken(element),
        double number => !double.IsFinite(number),
        float number => !float.IsFinite(number),
        IDictionary<string, object?> members => members.Any(m => IsBroken(m.Key) || IsBroken(m.Value, depth - 1)),
        JsonNode or not IEnumerable<object?> => !value.GetType().IsPrimitive && IsUnwritable(value),
        IEnumerable<object?> items => items.Any(i => IsBroken(i, depth - 1)),
    };

    private static bool IsBroken(ReadOnlySpan<char> text)
    {
        int at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (at >= 0)
        {
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
                return true;
            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return false;
    }

    private static bool IsBroken(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
            return true;
        ReadOnlySpan<byte> json = JsonMarshal.GetRawUtf8Value(element);
        return !Utf8.IsValid(json) || NextHalf(json, 0) >= 0;
    }

    /// <summary>Values of other types are written as the log writes them.</summary>
    private static bool IsUnwritable(object value)
    {
        try
        {
            return IsBroken(ToolArguments.ToElement(value));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return true;
        }
    }

    private static string Mended(string text) => IsBroken(text) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    private static object? Mended(object? value) => value switch
    {
        string text => Mended(text),
        JsonElement { ValueKind: not JsonValueKind.Undefined } element => Mended(element),

        // Nobody reads it: the call does not run, and the model is told so.
        _ => "\uFFFD",
    };

    private static JsonElement Mended(JsonElement element)
    {
        byte[] json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)));
        for (int half = NextHalf(json, 0); half >= 0; half = NextHalf(json, half + 6))
            "\\uFFFD"u8.CopyTo(json.AsSpan(half));
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>Where the next escape stands that is half of a pair without the other; -1 when there is none.</summary>
    private static int NextHalf(ReadOnlySpan<byte> json, int from)
    {
        while (json[from..].IndexOf((byte)'\\') is >= 0 and var next)
        {
            int at = from + next;
            int unit = Unit(json, at);
            if (unit < 0 || !char.IsSurrogate((char)unit))
                from = at + (unit < 0 ? 2 : 6);
            else if (char.IsHighSurrogate((char)unit) && Unit(json, at + 6) is >= 0 and var low && char.IsLowSurrogate((char)low))
                from = at + 12;
            else
                return at;
        }

        return -1;
    }

    /// <summary>The code unit that an escape spells; -1 where no such escape stands.</summary>
    private static int Unit(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == (byte)'\\' && json[at + 1] == (byte)'u'
            && Utf8Hex(json.Slice(at + 2, 4)) is { } unit ? unit : -1;

    private static int? Utf8Hex(ReadOnlySpan<byte> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int unit) ? unit : null;
}
