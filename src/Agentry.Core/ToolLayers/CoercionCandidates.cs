using System.Text.Json;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>What a value that does not fit may have been meant to be, for each coercion that a tool allows.</summary>
/// <param name="allowed">The coercions.</param>
/// <param name="schema">The schema that the problems point into.</param>
internal sealed class CoercionCandidates(Coercions allowed, JsonElement schema)
{
    /// <summary>Longer texts are not numbers that somebody meant.</summary>
    private const int LongestNumber = 64;

    private static readonly JsonDocumentOptions Parsing = new() { AllowDuplicateProperties = false };

    /// <returns>Each with the value to put in place; none for a value that is to be left out.</returns>
    public IEnumerable<(Coercions Coercion, JsonElement? Value)> Of(JsonElement value, SchemaProblem problem)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (Allows(Coercions.NullAsAbsent))
                yield return (Coercions.NullAsAbsent, null);
            yield break;
        }

        string? text = Text(value);
        JsonElement? inside = text is null ? null : Parse(text);
        if (Allows(Coercions.NumericStrings) && inside is { ValueKind: JsonValueKind.Number } && IsPlainNumber(text!))
            yield return (Coercions.NumericStrings, inside);
        if (Allows(Coercions.BooleanStrings) && bool.TryParse(text, out bool flag) && text!.Length == (flag ? 4 : 5))
            yield return (Coercions.BooleanStrings, Element(flag ? "true" : "false"));
        if (Allows(Coercions.EnumCase) && text is not null && Meant(text, problem) is { } meant)
            yield return (Coercions.EnumCase, JsonSerializer.SerializeToElement(meant, ScalarJson.Default.String));
        bool holdsJson = inside is { ValueKind: JsonValueKind.Object or JsonValueKind.Array };
        if (Allows(Coercions.JsonInStrings) && holdsJson)
            yield return (Coercions.JsonInStrings, inside);

        // A text that is an array itself was not meant to be the item of one.
        if (Allows(Coercions.SingleValues) && !holdsJson && value.ValueKind != JsonValueKind.Array)
            yield return (Coercions.SingleValues, Element($"[{value.GetRawText()}]"));
    }

    private bool Allows(Coercions coercion) => (allowed & coercion) != Coercions.None;

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    private static JsonElement? Parse(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '{' or '[' or ' ' or '\n'))
            return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Parsing);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Without an exponent: <c>12e4</c> is an order number as likely as a number.</summary>
    private static bool IsPlainNumber(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not ('-' or '.'))
                return false;
        }

        return text.Length <= LongestNumber;
    }

    /// <summary>The only allowed value that differs in nothing but case.</summary>
    private string? Meant(string text, SchemaProblem problem)
    {
        string? meant = null;
        foreach (string value in Allowed(problem))
        {
            if (!string.Equals(value, text, StringComparison.OrdinalIgnoreCase) || value == meant)
                continue;
            if (meant is not null)
                return null;
            meant = value;
        }

        return meant;
    }

    private IEnumerable<string> Allowed(SchemaProblem problem)
    {
        if (JsonPlace.Find(schema, problem.SchemaLocation) is not { } found)
            return [];
        return problem.Keyword switch
        {
            "enum" when found.ValueKind == JsonValueKind.Array => Texts(found.EnumerateArray()),
            "const" => Texts([found]),
            "anyOf" or "oneOf" when found.ValueKind == JsonValueKind.Array => found.EnumerateArray().SelectMany(OfBranch),
            _ => [],
        };
    }

    private static IEnumerable<string> OfBranch(JsonElement branch)
    {
        if (branch.ValueKind != JsonValueKind.Object)
            return [];
        if (branch.TryGetProperty("const"u8, out JsonElement only))
            return Texts([only]);
        return branch.TryGetProperty("enum"u8, out JsonElement values) && values.ValueKind == JsonValueKind.Array ? Texts(values.EnumerateArray()) : [];
    }

    private static IEnumerable<string> Texts(IEnumerable<JsonElement> values) => values.Select(Text).OfType<string>();

    private static JsonElement Element(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
