using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>What providers demand of a history, checked by a reading of its own.</summary>
internal static class WellFormed
{
    /// <summary>The first thing that a provider would refuse; null when there is none.</summary>
    public static string? Problem(IReadOnlyList<ChatMessage> messages)
    {
        List<string> open = [];
        for (int i = 0; i < messages.Count; i++)
        {
            List<string> before = [.. open];
            foreach (AIContent content in messages[i].Contents)
            {
                if (content is ToolApprovalRequestContent { ToolCall: FunctionCallContent } or ToolApprovalResponseContent { ToolCall: FunctionCallContent })
                    return $"message {i} holds approval content";
                if (content is FunctionResultContent result && !open.Remove(result.CallId))
                    return $"message {i} answers {result.CallId}, which nothing asks there";
                if (content is FunctionResultContent answer)
                    before.Remove(answer.CallId);
                if (content is FunctionCallContent call)
                    open.Add(call.CallId);
            }

            if (before.Count > 0 && messages[i].Role != ChatRole.Tool)
                return $"message {i} comes before {before[0]} is answered";
        }

        return open.Count == 0 ? null : $"{open[0]} is never answered";
    }
}
