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

    public static (StoredBlob Blob, BlobRef Reference) OfMessage(ChatMessage message, JsonTypeInfo<ChatMessage>? json = null)
    {
        JsonBuffer buffer = Rent(salted: true);
        JsonSerializer.Serialize(buffer.Json, message, json ?? MessageJson);
        return Seal(buffer);
    }

    /// <summary>An answer for the model: a string, JSON, contents of Microsoft.Extensions.AI, or null.</summary>
    public static (StoredBlob Blob, BlobRef Reference) OfAnswer(object? answer)
    {
        JsonBuffer buffer = Rent(salted: true);
        switch (answer)
        {
            case null:
                buffer.Json.WriteNullValue();
                break;
            case string text:
                buffer.Json.WriteStringValue(text);
                break;
            case JsonElement element:
                element.WriteTo(buffer.Json);
                break;
            default:
                JsonSerializer.Serialize(buffer.Json, answer, AnyJson);
                break;
        }

        return Seal(buffer);
    }

    public static (StoredBlob Blob, BlobRef Reference) OfBytes(ReadOnlySpan<byte> content)
    {
        JsonBuffer buffer = Rent(salted: true);
        buffer.Bytes.Write(content);
        return Seal(buffer);
    }

    /// <summary>For text that is the same in many runs and concerns nobody, such as instructions: stored once, so without a random salt.</summary>
    public static (StoredBlob Blob, BlobRef Reference) OfSharedText(string text)
    {
        JsonBuffer buffer = Rent(salted: false);
        buffer.Json.WriteStringValue(text);
        (StoredBlob blob, BlobRef reference) = Seal(buffer);
        return (blob with { IsShared = true }, reference);
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

    private static JsonBuffer Rent(bool salted)
    {
        JsonBuffer buffer = JsonBuffer.Rent();
        Span<byte> salt = buffer.Bytes.GetSpan(StoredBlob.SaltSize)[..StoredBlob.SaltSize];
        if (salted)
            Salt.Fill(salt);
        else
            salt.Clear();
        buffer.Bytes.Advance(StoredBlob.SaltSize);
        return buffer;
    }

    private static (StoredBlob Blob, BlobRef Reference) Seal(JsonBuffer buffer)
    {
        buffer.Json.Flush();
        byte[] bytes = buffer.Bytes.WrittenSpan.ToArray();
        buffer.Return();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        string address = Base64Url.EncodeToString(hash);
        return (new StoredBlob(address, bytes), new BlobRef(address, bytes.Length - StoredBlob.SaltSize));
    }
}
