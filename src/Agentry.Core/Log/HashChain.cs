using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Agentry;

/// <summary>
/// Each event's hash covers the hash before it and the event's bytes; the first one covers tenant and run. With a key the hash is an
/// HMAC, so that whoever can write the store but does not hold the key cannot rewrite a run unnoticed.
/// </summary>
internal static class HashChain
{
    public const int HashSize = SHA256.HashSizeInBytes;

    public static byte[] Root(RunKey run, byte[]? key)
    {
        byte[] seed = Encoding.UTF8.GetBytes($"agentry-run-log/1\n{run.Tenant.Length}:{run.Tenant}\n{run.RunId.Value}");
        return key is null ? SHA256.HashData(seed) : HMACSHA256.HashData(key, seed);
    }

    public static byte[] Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> payload, byte[]? key)
    {
        int length = previous.Length + payload.Length;
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        previous.CopyTo(rented);
        payload.CopyTo(rented.AsSpan(previous.Length));
        ReadOnlySpan<byte> data = rented.AsSpan(0, length);
        byte[] hash = key is null ? SHA256.HashData(data) : HMACSHA256.HashData(key, data);
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }
}
