using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>The way from one subschema to another, as it is written: a keyword of the block <paramref name="From"/>, and a name or an index below it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SchemaStep(int From, string Keyword, string? Name = null, int Index = -1)
{
    /// <summary>The way to the root, which may be a reference itself.</summary>
    public static SchemaStep Root => new(-1, "");

    /// <summary>The pointer to where it leads, before references there are followed.</summary>
    public string Location(SchemaProgram program)
    {
        if (From < 0) return "";
        var location = JsonPointer.Append(program.Locations[From], Keyword);
        return Name is not null ? JsonPointer.Append(location, Name) : Index >= 0 ? JsonPointer.Append(location, Index) : location;
    }
}
