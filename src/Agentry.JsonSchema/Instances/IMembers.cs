namespace Agentry.JsonSchema;

/// <summary>Walks the members of an object in document order.</summary>
internal interface IMembers<TNode>
    where TNode : struct, allows ref struct
{
    TNode Value { get; }

    bool MoveNext();

    /// <summary>The place of the current name in <paramref name="names"/>, or -1. <paramref name="expected"/> is tried first.</summary>
    int FindName(NameTable names, int expected);

    /// <summary>The unescaped name as UTF-8, copied into <paramref name="buffer"/> unless it exists already.</summary>
    ReadOnlySpan<byte> GetName(ref Utf8Buffer buffer);
}
