using System.Collections.Frozen;

namespace Agentry.JsonSchema;

/// <summary>Which keywords decide something. All others only describe, and a schema made of them alone takes any value.</summary>
internal static class KeywordNames
{
    private static readonly FrozenSet<string> Deciding = FrozenSet.Create(
        StringComparer.Ordinal,
        "$ref", "type", "enum", "const",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength", "maxLength", "pattern", "format",
        "items", "prefixItems", "additionalItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems",
        "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "minProperties", "maxProperties",
        "dependentRequired", "dependentSchemas", "dependencies",
        "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
        "$id", "$schema", "$dynamicRef", "$recursiveRef", "unevaluatedProperties", "unevaluatedItems");

    public static bool IsDeciding(string keyword) => Deciding.Contains(keyword);
}
