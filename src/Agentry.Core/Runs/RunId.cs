namespace Agentry;

/// <summary>Names one run. Unguessable, sortable by start when made by the default id source.</summary>
/// <param name="Value">The text of the id.</param>
public readonly record struct RunId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
