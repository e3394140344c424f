using System.Buffers.Binary;
using System.Numerics;

namespace Agentry.JsonSchema;

/// <summary>
/// An immutable set of names that is searched by UTF-8 bytes without decoding them. Places are numbered in the order given. Used for
/// the properties of an object and for the strings of an enumeration.
/// </summary>
internal sealed class NameTable
{
    private readonly string[] _names;
    private readonly byte[][] _utf8;
    private readonly int[] _buckets;
    private readonly int _shift;

    // Bit n is set when a name has n bytes; the last bit stands for all longer ones. Most names that are not here differ in length already.
    private readonly ulong _lengths;

    /// <summary>Builds the table; names must be distinct.</summary>
    public NameTable(IReadOnlyList<string> names)
    {
        _names = [.. names];
        _utf8 = new byte[_names.Length][];
        var size = Math.Max(4, (int)BitOperations.RoundUpToPowerOf2((uint)_names.Length * 2));
        _shift = 64 - BitOperations.Log2((uint)size);
        _buckets = new int[size];
        for (var place = 0; place < _names.Length; place++)
        {
            var bytes = new byte[JsonText.MaxBytes(_names[place].Length)];
            bytes = bytes[..JsonText.Encode(_names[place], bytes)];
            _utf8[place] = bytes;
            _lengths |= LengthBit(bytes.Length);
            HasBackslash |= bytes.AsSpan().Contains((byte)'\\');
            var bucket = Bucket(bytes);
            while (_buckets[bucket] != 0) bucket = (bucket + 1) & (size - 1);
            _buckets[bucket] = place + 1;
        }
    }

    /// <summary>Up to this many names are compared one by one, which is quicker than a hash.</summary>
    private const int LinearLimit = 4;

    public int Count => _names.Length;

    /// <summary>True when a name holds a backslash, so that still-escaped text could be mistaken for it.</summary>
    public bool HasBackslash { get; }

    public string this[int place] => _names[place];

    public ReadOnlySpan<string> Names => _names;

    public ReadOnlySpan<byte> Utf8(int place) => _utf8[place];

    /// <summary>The place of a name, or -1. Callers walk names in a likely order: <paramref name="expected"/> is tried first.</summary>
    public int Find(ReadOnlySpan<byte> name, int expected = -1)
    {
        if ((uint)expected < (uint)_utf8.Length && name.SequenceEqual(_utf8[expected])) return expected;
        if ((_lengths & LengthBit(name.Length)) == 0) return -1;
        if (_utf8.Length <= LinearLimit) return FindInRow(name);
        var bucket = Bucket(name);
        while (true)
        {
            var place = _buckets[bucket] - 1;
            if (place < 0) return -1;
            if (name.SequenceEqual(_utf8[place])) return place;
            bucket = (bucket + 1) & (_buckets.Length - 1);
        }
    }

    /// <summary>The place of a UTF-16 name, or -1.</summary>
    public int Find(string name, int expected = -1)
    {
        if ((uint)expected < (uint)_names.Length && _names[expected] == name) return expected;
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            var utf8 = buffer.Reserve(JsonText.MaxBytes(name.Length));
            return Find(utf8[..JsonText.Encode(name, utf8)]);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    /// <summary>The place of JSON string text that may still hold escapes, or -1.</summary>
    public int FindRaw(ReadOnlySpan<byte> raw, int expected = -1)
    {
        if (!HasBackslash)
        {
            var place = Find(raw, expected);
            if (place >= 0) return place;
        }
        return raw.Contains((byte)'\\') ? FindEscaped(raw) : HasBackslash ? Find(raw, expected) : -1;
    }

    private static ulong LengthBit(int length) => 1UL << Math.Min(length, 63);

    private int FindInRow(ReadOnlySpan<byte> name)
    {
        for (var place = 0; place < _utf8.Length; place++)
        {
            if (name.SequenceEqual(_utf8[place])) return place;
        }
        return -1;
    }

    private int FindEscaped(ReadOnlySpan<byte> raw)
    {
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            var utf8 = buffer.Reserve(raw.Length);
            return Find(utf8[..JsonText.Unescape(raw, utf8)]);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    // Words overlap at the end of the name, so that each byte counts.
    private int Bucket(ReadOnlySpan<byte> name)
    {
        ulong head, tail;
        if (name.Length >= 8)
        {
            head = BinaryPrimitives.ReadUInt64LittleEndian(name);
            tail = BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]);
            for (var i = 8; i < name.Length - 8; i += 8)
            {
                head = BitOperations.RotateLeft(head * 0x9E3779B97F4A7C15, 31) ^ BinaryPrimitives.ReadUInt64LittleEndian(name[i..]);
            }
        }
        else if (name.Length >= 4)
        {
            head = BinaryPrimitives.ReadUInt32LittleEndian(name);
            tail = BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]);
        }
        else
        {
            head = name.Length > 0 ? name[0] | ((uint)name[name.Length >> 1] << 8) : 0u;
            tail = name.Length > 0 ? name[^1] : 0u;
        }
        var hash = (head ^ BitOperations.RotateLeft(tail, 29) ^ (uint)name.Length) * 0x9E3779B97F4A7C15;
        hash ^= hash >> 32;
        return (int)((hash * 0x9E3779B97F4A7C15) >> _shift);
    }
}
