using System.Buffers;
using System.Text.Json;

namespace Agentry;

/// <summary>A growing buffer with a JSON writer on it, kept per thread: every event, blob and hash of a turn is written in one.</summary>
/// <remarks>What an exception keeps from being returned is garbage, so that nobody writes into a half-written one.</remarks>
internal sealed class JsonBuffer
{
    private const int FirstSize = 1024;
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static JsonBuffer? kept;

    private JsonBuffer() => Json = new Utf8JsonWriter(Bytes, new JsonWriterOptions { SkipValidation = true });

    public ArrayBufferWriter<byte> Bytes { get; } = new(FirstSize);

    /// <summary>Writes after the bytes that are there; flush it before reading them.</summary>
    public Utf8JsonWriter Json { get; }

    public static JsonBuffer Rent()
    {
        JsonBuffer buffer = kept ?? new JsonBuffer();
        kept = null;
        buffer.Bytes.ResetWrittenCount();
        buffer.Json.Reset();
        return buffer;
    }

    public void Return()
    {
        if (Bytes.Capacity <= LargestKept)
            kept = this;
    }
}
