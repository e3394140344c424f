using System.Runtime.CompilerServices;

namespace Agentry.JsonSchema;

/// <summary>The items of a short array, on the stack.</summary>
[InlineArray(Length)]
internal struct NodeRow<TNode>
{
    public const int Length = 16;

    private TNode _first;
}
