using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>Tells whether an invocation is the call that was proposed: the same tool with equal arguments, however they are written.</summary>
internal static class CallHash
{
    /// <summary>The hash; null for arguments that have no JSON form, which no model can have proposed.</summary>
    public static string? Of(string tool, IDictionary<string, object?>? arguments)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write(Encoding.UTF8.GetBytes(tool));
        buffer.Write([(byte)0]);
        try
        {
            // A streamed call reaches a foreign loop as it came, and its proposal as it was written down.
            CanonicalJson.Write(buffer, ToolArguments.Copy(BrokenText.In(arguments) ? BrokenText.Mended(arguments!) : arguments));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or JsonException)
        {
            return null;
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }
}
