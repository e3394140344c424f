using System.Collections.Frozen;

namespace Agentry.JsonSchema;

/// <summary>What one provider takes.</summary>
internal sealed class StrictModeRules
{
    private static readonly FrozenSet<string> CommonFormats = FrozenSet.Create(StringComparer.Ordinal, "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");

    private static readonly string[] Composition =
        ["not", "if", "then", "else", "oneOf", "dependentRequired", "dependentSchemas", "dependencies", "patternProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems", "prefixItems", "additionalItems", "$dynamicRef", "$recursiveRef"];

    /// <summary>Keywords that make the provider refuse the schema.</summary>
    public required FrozenSet<string> Refused { get; init; }

    /// <summary>Keywords that are taken out on the way.</summary>
    public required FrozenSet<string> Dropped { get; init; }

    public required FrozenSet<string> Formats { get; init; }

    public required StrictModeEffect OtherFormats { get; init; }

    /// <summary>Whether each property has to be in <c>required</c>, and the root an object.</summary>
    public required bool IsOpenAI { get; init; }

    public static StrictModeRules OpenAI { get; } = new()
    {
        Refused = FrozenSet.Create(StringComparer.Ordinal, [.. Composition, "allOf", "minLength", "maxLength", "minProperties", "maxProperties", "uniqueItems", "contains", "minContains", "maxContains"]),
        Dropped = FrozenSet<string>.Empty,
        Formats = CommonFormats,
        OtherFormats = StrictModeEffect.Refused,
        IsOpenAI = true,
    };

    public static StrictModeRules Anthropic { get; } = new()
    {
        Refused = FrozenSet.Create(StringComparer.Ordinal, Composition),
        Dropped = FrozenSet.Create(
            StringComparer.Ordinal, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems",
            "minProperties", "maxProperties", "contains", "minContains", "maxContains"),
        Formats = FrozenSet.Create(StringComparer.Ordinal, [.. CommonFormats, "uri"]),
        OtherFormats = StrictModeEffect.Dropped,
        IsOpenAI = false,
    };
}
