namespace Agentry.JsonSchema;

/// <summary>
/// A property that every alternative requires, each with its own constant strings. For an object at most the alternative with the
/// string that came can hold, so the others need no look.
/// </summary>
internal sealed class Discriminator(string name, NameTable values, int[] branches)
{
    public string Name { get; } = name;

    public NameTable NameTable { get; } = new([name]);

    /// <summary>The name as it stands in a text.</summary>
    public QuotedName Quoted { get; } = new(new NameTable([name]).Utf8(0));

    public ReadOnlySpan<byte> Utf8Name => NameTable.Utf8(0);

    public NameTable Values { get; } = values;

    /// <summary>The alternative of each value, as an index into the choice.</summary>
    public int[] Branches { get; } = branches;
}
