using System.Collections.Frozen;

namespace Agentry.JsonSchema;

/// <summary>
/// Which keywords decide something, and from which draft and vocabulary they come. All others only describe, and a schema made of them alone
/// takes any value.
/// </summary>
internal static class KeywordNames
{
    private const Vocabularies Formats = Vocabularies.Format | Vocabularies.FormatAssertion;

    private static readonly FrozenDictionary<string, Origin> Deciding = FrozenDictionary.Create(StringComparer.Ordinal,
    [
        .. From(Vocabularies.Core, Dialect.Draft7, Dialect.Draft202012, "$ref", "$id", "$schema"),
        .. From(Vocabularies.Core, Dialect.Draft201909, Dialect.Draft201909, "$recursiveRef"),
        .. From(Vocabularies.Core, Dialect.Draft202012, Dialect.Draft202012, "$dynamicRef"),
        .. From(
            Vocabularies.Applicator, Dialect.Draft7, Dialect.Draft202012, "items", "contains", "properties", "patternProperties", "additionalProperties",
            "propertyNames", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"),

        // Later drafts split "dependencies" in two, but generators go on writing it; to ignore it would let calls through.
        .. From(Vocabularies.Applicator, Dialect.Draft7, Dialect.Draft202012, "dependencies"),
        .. From(Vocabularies.Applicator, Dialect.Draft7, Dialect.Draft201909, "additionalItems"),
        .. From(Vocabularies.Applicator, Dialect.Draft201909, Dialect.Draft202012, "dependentSchemas"),
        .. From(Vocabularies.Applicator, Dialect.Draft202012, Dialect.Draft202012, "prefixItems"),
        .. From(Vocabularies.Unevaluated, Dialect.Draft201909, Dialect.Draft202012, "unevaluatedProperties", "unevaluatedItems"),
        .. From(
            Vocabularies.Validation, Dialect.Draft7, Dialect.Draft202012, "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
            "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "required", "minProperties", "maxProperties"),
        .. From(Vocabularies.Validation, Dialect.Draft201909, Dialect.Draft202012, "minContains", "maxContains", "dependentRequired"),
        .. From(Formats, Dialect.Draft7, Dialect.Draft202012, "format"),
    ]);

    /// <summary>Whether any draft gives the keyword a say.</summary>
    public static bool IsDeciding(string keyword) => Deciding.ContainsKey(keyword);

    /// <summary>Whether the keyword counts where these rules hold; what does not is as good as absent.</summary>
    public static bool Counts(string keyword, Dialect dialect, Vocabularies vocabularies) =>
        !Deciding.TryGetValue(keyword, out var origin)
        || (dialect >= origin.Since && dialect <= origin.Until && (vocabularies & origin.Vocabularies) != Vocabularies.None);

    private static IEnumerable<KeyValuePair<string, Origin>> From(Vocabularies vocabularies, Dialect since, Dialect until, params string[] keywords) =>
        keywords.Select(keyword => KeyValuePair.Create(keyword, new Origin(vocabularies, since, until)));

    private sealed record Origin(Vocabularies Vocabularies, Dialect Since, Dialect Until);
}
