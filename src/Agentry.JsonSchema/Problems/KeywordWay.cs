namespace Agentry.JsonSchema;

/// <summary>
/// The way through a schema with the steps of its references, which locations have already followed: all that changes at a reference is the beginning.
/// </summary>
internal sealed class KeywordWay(SchemaProgram program)
{
    private string _way = "";
    private string _basis = "";

    /// <summary>The way to a location below the schema that stands here.</summary>
    public KeywordLocation To(string location) => new(TextTo(location));

    /// <summary>Takes a step to a block. What it returns brings the way back.</summary>
    public (string Way, string Basis) Take(in SchemaStep step, int block)
    {
        var before = (_way, _basis);
        var location = step.Location(program);
        if (program.Followed.TryGetValue(location, out var references)) (_way, _basis) = (TextTo(location) + references, program.Locations[block]);
        return before;
    }

    private string TextTo(string location) => _way + location[_basis.Length..];

    public void Return((string Way, string Basis) before) => (_way, _basis) = before;
}
