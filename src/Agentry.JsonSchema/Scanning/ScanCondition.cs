using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>
/// <c>if</c> or <c>dependentRequired</c>: it holds when all names of <paramref name="Present"/> occurred and nothing failed it. Then the names of
/// <paramref name="Then"/> have to have occurred, otherwise those of <paramref name="Else"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScanCondition(uint Fails, ulong Present, ulong Then, ulong Else)
{
    public bool IsMet(ulong seen, uint failed)
    {
        var asked = (failed & Fails) == 0 && (seen & Present) == Present ? Then : Else;
        return (seen & asked) == asked;
    }
}
