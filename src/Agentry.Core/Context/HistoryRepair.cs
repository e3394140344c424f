using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Makes a foreign history acceptable to providers without touching what a model signed.</summary>
internal static class HistoryRepair
{
    private const string NoResult = "No result was recorded for this call.";

    /// <summary>
    /// Drops results whose call is not before them, drops approval requests and responses (they are the host's business, not the model's),
    /// and answers calls that nobody answered. Assistant messages are passed on as they are unless they hold approval content.
    /// </summary>
    /// <param name="messages">The history.</param>
    /// <param name="recordedAnswer">Gives the recorded answer of a call, if there is one.</param>
    public static IReadOnlyList<ChatMessage> Repair(IReadOnlyList<ChatMessage> messages, Func<string, object?>? recordedAnswer = null)
    {
        var result = new List<ChatMessage>(messages.Count + 1);
        var open = new List<string>();
        foreach (ChatMessage message in messages)
        {
            ChatMessage? kept = Keep(message, open);
            if (kept is null)
                continue;
            if (open.Count > 0 && kept.Role != ChatRole.Tool)
                AnswerOpen(result, open, recordedAnswer);
            result.Add(kept);
            foreach (AIContent content in kept.Contents)
            {
                if (content is FunctionCallContent { InformationalOnly: false } call)
                    open.Add(call.CallId);
                else if (content is FunctionResultContent answer)
                    open.Remove(answer.CallId);
            }
        }

        if (open.Count > 0)
            AnswerOpen(result, open, recordedAnswer);
        return result;
    }

    /// <summary>The message without contents that must not be sent; the same instance when there are none; null when nothing is left.</summary>
    private static ChatMessage? Keep(ChatMessage message, List<string> open)
    {
        if (!message.Contents.Any(c => IsForeign(c, open)))
            return message;
        List<AIContent> contents = [];
        var answered = new List<string>(open);
        foreach (AIContent content in message.Contents)
        {
            if (IsForeign(content, answered))
                continue;
            if (content is FunctionResultContent result)
                answered.Remove(result.CallId);
            contents.Add(content);
        }

        if (contents.Count == 0)
            return null;
        ChatMessage copy = message.Clone();
        copy.Contents = contents;
        return copy;
    }

    private static bool IsForeign(AIContent content, List<string> open) => content switch
    {
        FunctionResultContent result => !open.Contains(result.CallId),
        ToolApprovalRequestContent or ToolApprovalResponseContent => true,
        _ => false,
    };

    private static void AnswerOpen(List<ChatMessage> result, List<string> open, Func<string, object?>? recordedAnswer)
    {
        List<AIContent> answers = [.. open.Select(id => new FunctionResultContent(id, recordedAnswer?.Invoke(id) ?? NoResult))];
        open.Clear();

        // Results may already stand before: providers want all answers of a reply in the messages right after it.
        result.Add(new ChatMessage(ChatRole.Tool, answers));
    }
}
