using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Tells a repeated start from a different one under the same key. The key is mixed in, so that the hash alone says nothing.</summary>
internal static class RequestHash
{
    public static string? Of(RunRequest request, AnswerContract? answer)
    {
        if (request.IdempotencyKey is not { } key)
            return null;
        using var data = new MemoryStream();
        data.Write(Encoding.UTF8.GetBytes($"{key.Length}:{key}\n{request.ConversationId?.Length}:{request.ConversationId}\n{request.Caller.Subject}\n"));
        if (answer is not null)
            data.Write(Encoding.UTF8.GetBytes($"answer:{answer.Hash}\n"));
        foreach (ChatMessage message in request.Messages)
        {
            JsonSerializer.Serialize(data, message, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatMessage)));
            data.WriteByte((byte)'\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(data.GetBuffer().AsSpan(0, (int)data.Length)));
    }
}
