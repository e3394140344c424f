namespace Agentry.JsonSchema;

/// <summary>The vocabularies that the drafts consist of; keywords of others are only annotations.</summary>
[Flags]
internal enum Vocabularies : byte
{
    None = 0,
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    Format = 16,

    /// <summary>Formats decide: only where a metaschema asks for it.</summary>
    FormatAssertion = 32,

    /// <summary>Metadata and content, which decide nothing.</summary>
    Annotation = 64,

    /// <summary>What the metaschemas of the drafts themselves ask for.</summary>
    Standard = Core | Applicator | Unevaluated | Validation | Format | Annotation,
}
