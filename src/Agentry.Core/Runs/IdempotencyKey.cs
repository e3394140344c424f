using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Agentry;

/// <summary>
/// The key of a tool call: from the run, the sequence of the reply that proposed it and its ordinal there. Nothing that a model or a
/// provider chooses goes in, so neither can make two calls look like one or one like two.
/// </summary>
internal static class IdempotencyKey
{
    public static string Of(RunId run, long replySequence, int ordinal)
    {
        int most = Encoding.UTF8.GetMaxByteCount(run.Value.Length) + sizeof(long) + sizeof(int);
        Span<byte> data = most <= 256 ? stackalloc byte[256] : new byte[most];
        int length = Encoding.UTF8.GetBytes(run.Value, data);
        BinaryPrimitives.WriteInt64LittleEndian(data[length..], replySequence);
        BinaryPrimitives.WriteInt32LittleEndian(data[(length + sizeof(long))..], ordinal);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data[..(length + sizeof(long) + sizeof(int))], hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
