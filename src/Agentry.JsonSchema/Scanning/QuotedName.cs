using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>A name between quotes, kept so that most names are compared with two loads. A name that JSON would have to escape never matches.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct QuotedName
{
    private readonly ulong _head;
    private readonly ulong _tail;
    private readonly byte[] _text;

    public QuotedName(ReadOnlySpan<byte> name)
    {
        _text = name.ContainsAny((byte)'"', (byte)'\\') ? [] : [(byte)'"', .. name, (byte)'"'];
        if (_text.Length >= sizeof(ulong))
        {
            _head = MemoryMarshal.Read<ulong>(_text);
            _tail = MemoryMarshal.Read<ulong>(_text.AsSpan(_text.Length - sizeof(ulong)));
        }
        else if (_text.Length >= sizeof(uint))
        {
            _head = MemoryMarshal.Read<uint>(_text);
            _tail = MemoryMarshal.Read<uint>(_text.AsSpan(_text.Length - sizeof(uint)));
        }
    }

    /// <summary>The length of the name with its quotes when the text starts with it, otherwise 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MatchStart(ReadOnlySpan<byte> text)
    {
        var length = _text.Length;
        if (length > text.Length) return 0;
        ref var start = ref MemoryMarshal.GetReference(text);
        if (length is >= sizeof(ulong) and <= 2 * sizeof(ulong))
        {
            return Unsafe.ReadUnaligned<ulong>(ref start) == _head && Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - sizeof(ulong))) == _tail ? length : 0;
        }
        if (length is >= sizeof(uint) and < sizeof(ulong))
        {
            return Unsafe.ReadUnaligned<uint>(ref start) == _head && Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, length - sizeof(uint))) == _tail ? length : 0;
        }
        return text.StartsWith(_text) ? length : 0;
    }
}
