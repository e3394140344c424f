using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>Salted SHA-256 of the canonical arguments of a tool: equal within a run for equal arguments, and says nothing outside it.</summary>
internal static class ArgumentsHash
{
    public static string Of(byte[] salt, string tool, Dictionary<string, object?> arguments)
    {
        JsonBuffer buffer = JsonBuffer.Rent();
        ArrayBufferWriter<byte> bytes = buffer.Bytes;
        bytes.Write(salt);
        int nameLength = Encoding.UTF8.GetBytes(tool, bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(tool.Length)));
        bytes.Advance(nameLength);
        bytes.Write([(byte)0]);
        CanonicalJson.Write(bytes, arguments);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, hash);
        buffer.Return();
        return Convert.ToHexStringLower(hash);
    }
}
