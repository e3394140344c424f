using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>One check. It is skipped for values whose kind is not among <paramref name="Kinds"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Instruction(Op Op, NodeKind Kinds, int A, int B = -1, int C = -1);
