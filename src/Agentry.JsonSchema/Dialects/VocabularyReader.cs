using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Reads which vocabularies a metaschema switches on.</summary>
internal static class VocabularyReader
{
    /// <summary>What <c>$vocabulary</c> lists; what the draft itself uses when it is absent.</summary>
    /// <exception cref="SchemaCompileException">A vocabulary is required that is not known here.</exception>
    public static Vocabularies Read(JsonElement metaschema, string uri, Vocabularies absent)
    {
        if (!metaschema.TryGetProperty("$vocabulary"u8, out var listed) || listed.ValueKind != JsonValueKind.Object) return absent;
        var found = Vocabularies.None;
        foreach (var member in listed.EnumerateObject())
        {
            var name = SchemaText.ReadName(member);
            if (Find(name) is { } vocabulary)
            {
                found |= vocabulary;
            }
            else if (member.Value.ValueKind == JsonValueKind.True)
            {
                throw new SchemaCompileException(
                    $"{uri}#/$vocabulary/{JsonPointer.Escape(name)}", "$vocabulary", $"the metaschema requires the vocabulary \"{name}\", which is not supported.");
            }
        }
        return found;
    }

    private static Vocabularies? Find(string name) => name switch
    {
        "https://json-schema.org/draft/2020-12/vocab/core" or "https://json-schema.org/draft/2019-09/vocab/core" => Vocabularies.Core,
        "https://json-schema.org/draft/2020-12/vocab/applicator" => Vocabularies.Applicator,

        // The draft before had the unevaluated keywords in the same vocabulary.
        "https://json-schema.org/draft/2019-09/vocab/applicator" => Vocabularies.Applicator | Vocabularies.Unevaluated,
        "https://json-schema.org/draft/2020-12/vocab/unevaluated" => Vocabularies.Unevaluated,
        "https://json-schema.org/draft/2020-12/vocab/validation" or "https://json-schema.org/draft/2019-09/vocab/validation" => Vocabularies.Validation,
        "https://json-schema.org/draft/2020-12/vocab/format-annotation" or "https://json-schema.org/draft/2019-09/vocab/format" => Vocabularies.Format,
        "https://json-schema.org/draft/2020-12/vocab/format-assertion" => Vocabularies.FormatAssertion,
        "https://json-schema.org/draft/2020-12/vocab/meta-data" or "https://json-schema.org/draft/2019-09/vocab/meta-data"
            or "https://json-schema.org/draft/2020-12/vocab/content" or "https://json-schema.org/draft/2019-09/vocab/content" => Vocabularies.Annotation,
        _ => null,
    };
}
