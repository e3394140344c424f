namespace Agentry.JsonSchema;

/// <summary>The items of a value that is never an array.</summary>
internal readonly struct NoItems<TNode> : IItems<TNode>
    where TNode : struct, allows ref struct
{
    public TNode Value => default;

    public bool MoveNext() => false;
}
