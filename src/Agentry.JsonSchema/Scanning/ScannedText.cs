using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Agentry.JsonSchema;

/// <summary>
/// A JSON text that a parser has accepted, looked through by position. Nothing is checked again, but whatever is not plain JSON, as comments are that the parser
/// was told to skip, is noticed, because then brackets and quotes could mean something else.
/// </summary>
internal readonly ref struct ScannedText(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    public int Length => _text.Length;

    /// <summary>The byte at a position, 0 after the end.</summary>
    public byte this[int position] => (uint)position < (uint)_text.Length ? _text[position] : (byte)0;

    public ReadOnlySpan<byte> From(int start) => _text[start..];

    public ReadOnlySpan<byte> Between(int start, int end) => _text[start..end];

    /// <summary>The first position that is not white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SkipSpace(int position) => this[position] > ' ' ? position : SkipMoreSpace(position);

    /// <summary>The position after a string that starts here, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EndOfString(int start, out bool isEscaped)
    {
        var position = start + 1;
        if (position + Vector128<byte>.Count <= _text.Length)
        {
            var block = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(_text), (nuint)(uint)position);
            var found = (Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();
            if (found != 0)
            {
                position += BitOperations.TrailingZeroCount(found);
                if (_text[position] == '"')
                {
                    isEscaped = false;
                    return position + 1;
                }
            }
        }
        return EndOfLongString(start + 1, out isEscaped);
    }

    /// <summary>The position after a number that starts here, and whether it is written with nothing but digits.</summary>
    public int EndOfNumber(int start, out bool isWhole)
    {
        var position = _text[start] == '-' ? start + 1 : start;
        while ((uint)position < (uint)_text.Length && (uint)(_text[position] - '0') <= 9) position++;
        isWhole = (this[position] | 0x20) is not ('.' | 0x20 or 'e');
        return isWhole ? position : EndOfScalar(position);
    }

    /// <summary>The position after a number or literal that starts here.</summary>
    public int EndOfScalar(int start)
    {
        var position = start;
        while ((uint)position < (uint)_text.Length && IsInScalar(_text[position])) position++;
        return position;
    }

    /// <summary>The position after a string, number, literal, array or object that starts here, or -1 when it is not plain JSON.</summary>
    public int EndOfValue(int start) => this[start] switch
    {
        (byte)'"' => EndOfString(start, out _),
        (byte)'{' or (byte)'[' => EndOfContainer(start),
        _ => EndOfScalar(start) is var end && end > start ? end : -1,
    };

    private static bool IsInScalar(byte value) => value > ' ' && value is not ((byte)',' or (byte)'}' or (byte)']' or (byte)'/');

    private int SkipMoreSpace(int position)
    {
        while ((uint)position < (uint)_text.Length && _text[position] <= ' ') position++;
        return position;
    }

    private int EndOfLongString(int position, out bool isEscaped)
    {
        isEscaped = false;
        while (true)
        {
            if (position > _text.Length) return -1;
            var next = _text[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0) return -1;
            position += next;
            if (_text[position] == '"') return position + 1;
            isEscaped = true;
            position += 2;
        }
    }

    private int EndOfContainer(int start)
    {
        var depth = 0;
        var position = start;
        while (true)
        {
            switch (this[position])
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    position++;
                    break;
                case (byte)'}' or (byte)']':
                    position++;
                    if (--depth == 0) return position;
                    break;
                case (byte)'"':
                    position = EndOfString(position, out _);
                    if (position < 0) return -1;
                    break;

                // The end, or the begin of a comment.
                case 0 or (byte)'/':
                    return -1;
                default:
                    position++;
                    break;
            }
        }
    }
}
