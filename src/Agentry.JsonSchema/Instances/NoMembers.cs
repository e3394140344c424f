namespace Agentry.JsonSchema;

/// <summary>The members of a value that is never an object.</summary>
internal readonly struct NoMembers<TNode> : IMembers<TNode>
    where TNode : struct, allows ref struct
{
    public TNode Value => default;

    public bool MoveNext() => false;

    public int FindName(NameTable names, int expected) => -1;

    public ReadOnlySpan<byte> GetName(ref Utf8Buffer buffer) => default;
}
