using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Tells a request that a loop sends again from a new one, by what it says and not by the marks that loops leave on contents.</summary>
internal static class RequestFingerprint
{
    public static string Of(IReadOnlyList<ChatMessage> messages, string? conversationId)
    {
        using var data = new MemoryStream();
        using var writer = new BinaryWriter(data);
        writer.Write(conversationId ?? "");
        foreach (ChatMessage message in messages)
        {
            writer.Write(message.Role.Value);
            writer.Write(message.Contents.Count);
            foreach (AIContent content in message.Contents)
                Write(writer, content);
        }

        writer.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(data.GetBuffer().AsSpan(0, (int)data.Length)));
    }

    private static void Write(BinaryWriter writer, AIContent content)
    {
        writer.Write(content.GetType().Name);
        switch (content)
        {
            case FunctionCallContent call:
                writer.Write(call.CallId);
                writer.Write(CallHash.Of(call.Name, call.Arguments) ?? call.Name);
                break;
            case FunctionResultContent result:
                writer.Write(result.CallId);
                WriteJson(writer, result.Result, typeof(object));
                break;
            default:
                WriteJson(writer, content, typeof(AIContent));
                break;
        }
    }

    /// <summary>Content types of somebody else may have no JSON form here; then only the same instance is the same.</summary>
    private static void WriteJson(BinaryWriter writer, object? value, Type type)
    {
        try
        {
            writer.Write(JsonSerializer.SerializeToUtf8Bytes(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(type)));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            writer.Write(RuntimeHelpers.GetHashCode(value));
        }
    }
}
