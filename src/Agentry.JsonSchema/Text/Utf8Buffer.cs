using System.Buffers;

namespace Agentry.JsonSchema;

/// <summary>Scratch for one text: the caller's stack space first, a pooled array when that is too small.</summary>
internal ref struct Utf8Buffer(Span<byte> initial)
{
    /// <summary>Stack space that covers nearly all names and most values.</summary>
    public const int StackSize = 256;

    private Span<byte> _span = initial;
    private byte[]? _rented;

    /// <summary>At least <paramref name="length"/> bytes; what was there before is lost.</summary>
    public Span<byte> Reserve(int length)
    {
        if (length <= _span.Length) return _span;
        Dispose();
        _rented = ArrayPool<byte>.Shared.Rent(length);
        return _span = _rented;
    }

    public void Dispose()
    {
        if (_rented is null) return;
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
        _span = default;
    }
}
