using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Makes blobs: a salt, the JSON of a value, and the address computed from both.</summary>
internal static class BlobWriter
{
    private static readonly JsonTypeInfo<ChatMessage> MessageJson =
        (JsonTypeInfo<ChatMessage>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatMessage));

    private static readonly JsonTypeInfo AnyJson = AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object));

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? cachedBuffer;

    public static (StoredBlob Blob, BlobRef Reference) OfMessage(ChatMessage message, JsonTypeInfo<ChatMessage>? json = null)
    {
        ArrayBufferWriter<byte> buffer = Rent(salted: true);
        using (var writer = new Utf8JsonWriter(buffer))
            JsonSerializer.Serialize(writer, message, json ?? MessageJson);
        return Seal(buffer);
    }

    /// <summary>An answer for the model: a string, JSON, contents of Microsoft.Extensions.AI, or null.</summary>
    public static (StoredBlob Blob, BlobRef Reference) OfAnswer(object? answer)
    {
        ArrayBufferWriter<byte> buffer = Rent(salted: true);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            switch (answer)
            {
                case null:
                    writer.WriteNullValue();
                    break;
                case string text:
                    writer.WriteStringValue(text);
                    break;
                case JsonElement element:
                    element.WriteTo(writer);
                    break;
                default:
                    JsonSerializer.Serialize(writer, answer, AnyJson);
                    break;
            }
        }

        return Seal(buffer);
    }

    public static (StoredBlob Blob, BlobRef Reference) OfBytes(ReadOnlySpan<byte> content)
    {
        ArrayBufferWriter<byte> buffer = Rent(salted: true);
        buffer.Write(content);
        return Seal(buffer);
    }

    /// <summary>For text that is the same in many runs and concerns nobody, such as instructions: stored once, so without a random salt.</summary>
    public static (StoredBlob Blob, BlobRef Reference) OfSharedText(string text)
    {
        ArrayBufferWriter<byte> buffer = Rent(salted: false);
        using (var writer = new Utf8JsonWriter(buffer))
            writer.WriteStringValue(text);
        return Seal(buffer);
    }

    /// <summary>True when the content is the one that the address was made of.</summary>
    public static bool IsIntact(StoredBlob blob, BlobRef reference)
    {
        if (blob.SaltedContent.Length != reference.Length + StoredBlob.SaltSize)
            return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(blob.SaltedContent.Span, hash);
        return string.Equals(Base64Url.EncodeToString(hash), reference.Address, StringComparison.Ordinal);
    }

    private static ArrayBufferWriter<byte> Rent(bool salted)
    {
        ArrayBufferWriter<byte> buffer = cachedBuffer ?? new ArrayBufferWriter<byte>(1024);
        cachedBuffer = null;
        buffer.ResetWrittenCount();
        Span<byte> salt = buffer.GetSpan(StoredBlob.SaltSize)[..StoredBlob.SaltSize];
        if (salted)
            RandomNumberGenerator.Fill(salt);
        else
            salt.Clear();
        buffer.Advance(StoredBlob.SaltSize);
        return buffer;
    }

    private static (StoredBlob Blob, BlobRef Reference) Seal(ArrayBufferWriter<byte> buffer)
    {
        byte[] bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= 64 * 1024)
            cachedBuffer = buffer;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        string address = Base64Url.EncodeToString(hash);
        return (new StoredBlob(address, bytes), new BlobRef(address, bytes.Length - StoredBlob.SaltSize));
    }
}
