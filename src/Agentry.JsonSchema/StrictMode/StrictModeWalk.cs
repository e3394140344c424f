using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Walks the subschemas of a document and compares each keyword with the rules of one provider.</summary>
internal sealed class StrictModeWalk(StrictModeRules rules)
{
    // The limits that OpenAI documents for one schema.
    private const int MaxProperties = 5_000;
    private const int MaxLevels = 10;
    private const int MaxEnumValues = 1_000;
    private const int MaxTextLength = 120_000;
    private const int ManyEnumValues = 250;
    private const int MaxManyEnumLength = 15_000;

    // The limits that Anthropic documents for all strict tools of a request together; one schema alone must not be over them.
    private const int MaxOptional = 24;
    private const int MaxUnions = 16;

    // Enough for every schema that a provider takes, and little enough for any.
    private const int MaxReferenceSteps = 5_000_000;

    private static readonly string[] Single = ["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else", "unevaluatedItems", "unevaluatedProperties", "additionalItems"];
    private static readonly string[] Lists = ["anyOf", "allOf", "oneOf", "prefixItems", "items"];
    private static readonly string[] Maps = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"];

    private readonly List<StrictModeFinding> _findings = [];
    private readonly List<(string Location, string Target)> _references = [];
    private int _properties;
    private int _optional;
    private int _unions;
    private int _levels;
    private int _enumValues;
    private int _textLength;

    public IReadOnlyList<StrictModeFinding> Findings => _findings;

    public void Run(JsonElement schema)
    {
        if (rules.IsOpenAI) CheckRoot(schema);
        Visit(schema, "", 0);
        if (!rules.IsOpenAI)
        {
            CheckRecursion();
            AddLimit("required", _optional, MaxOptional, "properties that are not required");
            AddLimit("anyOf", _unions, MaxUnions, "properties of more than one type");
            return;
        }
        AddLimit("properties", _properties, MaxProperties, "properties in all objects together");
        AddLimit("properties", _levels, MaxLevels, "levels of nested objects");
        AddLimit("enum", _enumValues, MaxEnumValues, "values in all enumerations together");
        AddLimit("properties", _textLength, MaxTextLength, "characters in names, enumerations and constants together");
    }

    private void CheckRoot(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type"u8, out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("object"u8))
        {
            Add("", "type", StrictModeEffect.Refused, "the root has to be of type object. Put the value into a property.");
        }
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("anyOf"u8, out _)) Add("", "anyOf", StrictModeEffect.Refused, "the root must not be a choice. Put it into a property.");
    }

    private void Visit(JsonElement schema, string pointer, int level)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            if (!pointer.EndsWith("/additionalProperties", StringComparison.Ordinal)) Add(pointer, "", StrictModeEffect.Refused, "a schema has to be an object. Say the type.");
            return;
        }
        if (schema.ValueKind != JsonValueKind.Object) return;
        var isObject = IsObject(schema);
        if (isObject) CheckObject(schema, pointer);
        if (isObject) level++;
        _levels = Math.Max(_levels, level);
        foreach (var member in schema.EnumerateObject())
        {
            var name = SchemaText.ReadName(member);
            CheckKeyword(name, member.Value, JsonPointer.Append(pointer, name));
            Descend(name, member.Value, JsonPointer.Append(pointer, name), level);
        }
    }

    private void Descend(string keyword, JsonElement value, string pointer, int level)
    {
        if (Array.IndexOf(Single, keyword) >= 0 && value.ValueKind != JsonValueKind.Array) Visit(value, pointer, level);
        if (value.ValueKind == JsonValueKind.Array && Array.IndexOf(Lists, keyword) >= 0)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray()) Visit(item, JsonPointer.Append(pointer, index++), level);
        }
        if (value.ValueKind != JsonValueKind.Object || Array.IndexOf(Maps, keyword) < 0) return;
        foreach (var member in value.EnumerateObject())
        {
            var name = SchemaText.ReadName(member);
            _textLength += name.Length;
            Visit(member.Value, JsonPointer.Append(pointer, name), keyword is "$defs" or "definitions" ? 0 : level);
        }
    }

    private static bool IsObject(JsonElement schema) =>
        schema.TryGetProperty("properties"u8, out _)
        || (schema.TryGetProperty("type"u8, out var type) && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(IsObjectName) : IsObjectName(type)));

    private static bool IsObjectName(JsonElement type) => type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8);

    private void CheckObject(JsonElement schema, string pointer)
    {
        if (!schema.TryGetProperty("additionalProperties"u8, out var additional) || additional.ValueKind != JsonValueKind.False)
        {
            Add(pointer, "additionalProperties", StrictModeEffect.Refused, "each object has to say \"additionalProperties\": false.");
        }
        if (!schema.TryGetProperty("properties"u8, out var properties) || properties.ValueKind != JsonValueKind.Object) return;
        HashSet<string> required = schema.TryGetProperty("required"u8, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(SchemaText.Read)]
            : [];
        foreach (var property in properties.EnumerateObject())
        {
            _properties++;
            var name = SchemaText.ReadName(property);
            if (!required.Contains(name)) _optional++;
            if (IsUnion(property.Value)) _unions++;
            if (rules.IsOpenAI && !required.Contains(name))
            {
                Add(JsonPointer.Append(pointer + "/properties", name), "required", StrictModeEffect.Refused, "each property has to be required. Allow null instead of leaving it out.");
            }
        }
    }

    private static bool IsUnion(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && (schema.TryGetProperty("anyOf"u8, out _) || (schema.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.Array));

    private void CheckKeyword(string keyword, JsonElement value, string pointer)
    {
        if (rules.Refused.Contains(keyword)) Add(pointer, keyword, StrictModeEffect.Refused, $"'{keyword}' is not among the keywords it takes. Express the rule without it.");
        else if (rules.Dropped.Contains(keyword)) Add(pointer, keyword, StrictModeEffect.Dropped, $"the model is not held to '{keyword}'. Say it in the description too.");
        switch (keyword)
        {
            case "format" when value.ValueKind == JsonValueKind.String && !rules.Formats.Contains(SchemaText.Read(value)):
                Add(pointer, keyword, rules.OtherFormats, $"the format \"{SchemaText.Read(value)}\" is not among those it takes.");
                break;
            case "enum" when value.ValueKind == JsonValueKind.Array:
                CheckEnum(value, pointer);
                break;
            case "const" when value.ValueKind == JsonValueKind.String:
                _textLength += value.GetRawText().Length - 2;
                break;
            case "$ref" when value.ValueKind == JsonValueKind.String:
                CheckReference(SchemaText.Read(value), pointer);
                break;
            case "minItems" when !rules.IsOpenAI && (value.ValueKind != JsonValueKind.Number || value.GetRawText() is not ("0" or "1")):
                Add(pointer, keyword, StrictModeEffect.Dropped, "the model is held to a 'minItems' of 0 or 1 only. Say it in the description too.");
                break;
            case "allOf" when !rules.IsOpenAI && value.ValueKind == JsonValueKind.Array
                && value.EnumerateArray().Any(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("$ref"u8, out _)):
                Add(pointer, keyword, StrictModeEffect.Refused, "'allOf' must not hold a reference. Copy what it refers to.");
                break;
            case "pattern" when !rules.IsOpenAI && value.ValueKind == JsonValueKind.String && NeedsBacktracking(SchemaText.Read(value)):
                Add(pointer, keyword, StrictModeEffect.Refused, "a pattern must not look around, refer back or use word boundaries.");
                break;
        }
    }

    private void CheckEnum(JsonElement values, string pointer)
    {
        var length = 0;
        foreach (var value in values.EnumerateArray())
        {
            _enumValues++;
            if (value.ValueKind == JsonValueKind.String) length += value.GetRawText().Length - 2;
            if (!rules.IsOpenAI && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                Add(pointer, "enum", StrictModeEffect.Refused, "an enumeration must hold strings, numbers, booleans and null only.");
                return;
            }
        }
        _textLength += length;
        if (rules.IsOpenAI && values.GetArrayLength() > ManyEnumValues && length > MaxManyEnumLength)
        {
            Add(pointer, "enum", StrictModeEffect.Refused, "an enumeration of more than 250 values must not hold more than 15,000 characters.");
        }
    }

    private void CheckReference(string reference, string pointer)
    {
        if (reference.Length == 0 || reference[0] == '#') _references.Add((pointer, Uri.UnescapeDataString(reference.TrimStart('#'))));
        else Add(pointer, "$ref", StrictModeEffect.Refused, "a reference must not leave the document. Copy the target below '$defs'.");
    }

    // A reference whose target, through others, holds the reference itself.
    private void CheckRecursion()
    {
        var steps = 0;
        foreach (var (location, start) in _references)
        {
            HashSet<string> reached = new(StringComparer.Ordinal);
            Stack<string> waiting = new([start]);
            while (waiting.TryPop(out var target))
            {
                if (!reached.Add(target)) continue;
                steps += _references.Count;
                if (steps > MaxReferenceSteps) return;
                foreach (var next in _references.Where(reference => reference.Location.StartsWith(target + "/", StringComparison.Ordinal))) waiting.Push(next.Target);
            }
            if (reached.Any(target => location.StartsWith(target + "/", StringComparison.Ordinal)))
            {
                Add(location, "$ref", StrictModeEffect.Refused, "a schema must not refer to itself. Unfold as many levels as are needed.");
            }
        }
    }

    private static bool NeedsBacktracking(string pattern)
    {
        for (var i = 0; i + 1 < pattern.Length; i++)
        {
            var next = pattern[i + 1];
            if (pattern[i] == '\\' && (next is 'b' or 'B' or 'k' or (>= '1' and <= '9'))) return true;
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == '(' && next == '?' && i + 2 < pattern.Length && (pattern[i + 2] is '=' or '!' || (pattern[i + 2] == '<' && i + 3 < pattern.Length && (pattern[i + 3] is '=' or '!')))) return true;
        }
        return false;
    }

    private void AddLimit(string keyword, int count, int limit, string what)
    {
        if (count > limit) Add("", keyword, StrictModeEffect.Refused, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"there are {count} {what}, and at most {limit} are taken."));
    }

    private void Add(string pointer, string keyword, StrictModeEffect effect, string reason) =>
        _findings.Add(new StrictModeFinding { Pointer = pointer, Keyword = keyword, Effect = effect, Reason = reason });
}
