using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>
/// One subschema: the kinds it takes, checked first, then a range of instructions that must all hold. The schema <c>false</c> takes
/// no kind; a bare <c>type</c> has no instructions.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Block(NodeKind Types, int Start, int End)
{
    public bool IsFalse => Types == NodeKind.Unsupported;

    public bool IsTrue => Types == NodeKind.Any && Start == End;
}
