using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>What a metaschema says: the draft and the vocabularies in use.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rules(Dialect Dialect, Vocabularies Vocabularies)
{
    /// <summary>Without <c>$schema</c>.</summary>
    public static Rules Default => new(Dialect.Draft202012, Vocabularies.Standard);
}
