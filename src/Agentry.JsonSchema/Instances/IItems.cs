namespace Agentry.JsonSchema;

/// <summary>Walks the items of an array.</summary>
internal interface IItems<TNode>
    where TNode : struct, allows ref struct
{
    TNode Value { get; }

    bool MoveNext();
}
