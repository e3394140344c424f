using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// One value of an instance, wherever it lives. Implementations are structs, so that the evaluator is compiled once for each of
/// them without indirect calls. Strings are seen as UTF-8; a lone surrogate is encoded as three bytes and so stays distinct.
/// </summary>
internal interface INode<TSelf, TMembers, TItems>
    where TSelf : struct, INode<TSelf, TMembers, TItems>, allows ref struct
    where TMembers : struct, IMembers<TSelf>
    where TItems : struct, IItems<TSelf>
{
    NodeKind Kind { get; }

    /// <summary>Whether this is a node of another kind that only wraps an element.</summary>
    bool IsElement { get; }

    /// <summary>The value of a boolean.</summary>
    bool IsTrue { get; }

    /// <summary>The number of items or members; a repeated member counts each time.</summary>
    int Count { get; }

    /// <summary>Whether numbers and plain texts are read where they are, so that no scratch is needed.</summary>
    static abstract bool IsInPlace { get; }

    /// <summary>The text of a string that holds no escape, while <see cref="IsInPlace"/>; false when it has to be decoded.</summary>
    static abstract bool TryGetPlainText(TSelf node, out ReadOnlySpan<byte> text);

    // Static, so that a node which is a reference struct cannot keep the scratch it was given.
    /// <summary>The JSON text of a number, written into <paramref name="scratch"/> unless it exists already.</summary>
    static abstract ReadOnlySpan<byte> GetNumber(TSelf node, Span<byte> scratch);

    /// <summary>The unescaped text of a string, copied into <paramref name="buffer"/> unless it exists already.</summary>
    static abstract ReadOnlySpan<byte> GetText(TSelf node, ref Utf8Buffer buffer);

    /// <summary>Whether two strings are equal.</summary>
    static abstract bool AreTextsEqual(TSelf left, TSelf right);

    /// <summary>The place of this string in <paramref name="names"/>, or -1.</summary>
    int FindText(NameTable names);

    /// <summary>The last member with this name.</summary>
    bool TryGetMember(ReadOnlySpan<byte> name, out TSelf value);

    /// <summary>The element, while <see cref="IsElement"/>.</summary>
    ElementNode AsElement();

    TMembers GetMembers();

    TItems GetItems();

    /// <summary>False when two items of this array are equal.</summary>
    bool HasUniqueItems(ref EvaluationState state, int depth);

    /// <summary>Deep equality with a value of the schema.</summary>
    bool EqualsConstant(JsonElement constant, ref EvaluationState state, int depth);
}
