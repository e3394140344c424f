using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>
/// One subschema: the kinds it takes, checked first, then a range of instructions that must all hold. The schema <c>false</c> takes
/// no kind; a bare <c>type</c> has no instructions. A leaf has only instructions that lead to no other block.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Block(NodeKind Types, int Start, int End, bool IsLeaf = false)
{
    public bool IsFalse => Types == NodeKind.Unsupported;

    public bool IsTrue => Types == NodeKind.Any && Start == End;
}
