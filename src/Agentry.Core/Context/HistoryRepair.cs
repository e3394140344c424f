using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Makes a foreign history acceptable to providers without touching what a model signed.</summary>
/// <remarks>
/// After it, every call is answered before anything else is said, and no answer stands without its call. An answer that comes too late in the
/// history is moved up to its call; a call without one gets the recorded answer, or is told that there is none. Approval contents of
/// functions are the loop's own bookkeeping: a request becomes the call that it held back, a response goes. Messages that need no
/// change are passed on as the same instances, and other contents are never changed, moved or dropped.
/// </remarks>
internal static class HistoryRepair
{
    private const string NoResult = "No result was recorded for this call.";

    /// <param name="messages">The history.</param>
    /// <param name="recordedAnswer">Gives the recorded answer of a call, if there is one.</param>
    public static IReadOnlyList<ChatMessage> Repair(
        IReadOnlyList<ChatMessage> messages, Func<FunctionCallContent, object?>? recordedAnswer = null)
    {
        if (!messages.Any(m => m.Contents.Any(c => c is FunctionCallContent or FunctionResultContent || IsApproval(c))))
            return messages;
        var history = new HistoryCalls(messages);
        var result = new List<ChatMessage>(messages.Count + 1);
        var open = new List<HistoryCall>();
        foreach (ChatMessage message in messages)
        {
            List<HistoryCall> before = [.. open];
            ChatMessage? kept = Keep(message, history, open);
            if (kept is null)
                continue;

            // Whatever this message neither answers nor proposes must be answered before it.
            List<HistoryCall> left = [.. before.Where(open.Contains)];
            if (left.Count > 0 && message.Role != ChatRole.Tool)
            {
                result.Add(Answers(left, recordedAnswer));
                open.RemoveAll(left.Contains);
            }

            result.Add(kept);
        }

        if (open.Count > 0)
            result.Add(Answers(open, recordedAnswer));
        return result;
    }

    internal static bool IsApproval(AIContent content) => content is
        ToolApprovalRequestContent { ToolCall: FunctionCallContent } or ToolApprovalResponseContent { ToolCall: FunctionCallContent };

    /// <summary>The message as it may be sent; the same instance when nothing changes; null when nothing is left of it.</summary>
    private static ChatMessage? Keep(ChatMessage message, HistoryCalls history, List<HistoryCall> open)
    {
        List<AIContent> contents = new(message.Contents.Count);
        bool changed = false;
        foreach (AIContent content in message.Contents)
        {
            AIContent? kept = content;
            if (history.Next(content) is { } call)
            {
                open.Add(call);
                kept = call.Content;
            }
            else if (content is FunctionResultContent result)
            {
                int answered = open.FindIndex(c => ReferenceEquals(c.Result, result));
                if (answered >= 0)
                    open.RemoveAt(answered);
                else
                    kept = null;
            }
            else if (IsApproval(content))
            {
                kept = null;
            }

            changed |= !ReferenceEquals(kept, content);
            if (kept is not null)
                contents.Add(kept);
        }

        if (!changed)
            return message;
        if (contents.Count == 0)
            return null;
        ChatMessage copy = message.Clone();
        copy.Contents = contents;

        // A provider's client may send its own representation instead of the contents.
        copy.RawRepresentation = null;
        return copy;
    }

    private static ChatMessage Answers(List<HistoryCall> calls, Func<FunctionCallContent, object?>? recordedAnswer) => new(
        ChatRole.Tool,
        [.. calls.Select(c => c.Result ?? new FunctionResultContent(c.Content.CallId, recordedAnswer?.Invoke(c.Content) ?? c.Rejection ?? NoResult))]);
}
