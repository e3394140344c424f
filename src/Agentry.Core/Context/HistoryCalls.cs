using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The calls of a history in their order, each with the answer that belongs to it.</summary>
internal sealed class HistoryCalls
{
    private readonly Queue<(AIContent Place, HistoryCall Call)> _calls = new();

    public HistoryCalls(IReadOnlyList<ChatMessage> messages)
    {
        HashSet<string> plain = [.. messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.CallId)];
        HashSet<string> restored = new(StringComparer.Ordinal);
        List<HistoryCall> unanswered = [];
        foreach (AIContent content in messages.SelectMany(m => m.Contents))
        {
            switch (content)
            {
                case FunctionCallContent call:
                    Add(content, call);
                    break;
                case ToolApprovalRequestContent { ToolCall: FunctionCallContent call } when !plain.Contains(call.CallId) && restored.Add(call.CallId):
                    Add(content, call);
                    break;
                case ToolApprovalResponseContent { Approved: false } response:
                    Reject(response);
                    break;
                case FunctionResultContent result:
                    Answer(result);
                    break;
            }
        }

        void Add(AIContent place, FunctionCallContent call)
        {
            var found = new HistoryCall(call);
            _calls.Enqueue((place, found));
            unanswered.Add(found);
        }

        void Reject(ToolApprovalResponseContent response)
        {
            if (unanswered.FindLast(c => c.Content.CallId == response.ToolCall.CallId) is { } call)
                call.Rejection = string.IsNullOrWhiteSpace(response.Reason) ? "A person rejected this call." : $"A person rejected this call: {response.Reason}";
        }

        void Answer(FunctionResultContent result)
        {
            int index = unanswered.FindLastIndex(c => c.Content.CallId == result.CallId);
            if (index < 0)
                return;
            unanswered[index].Result = result;
            unanswered.RemoveAt(index);
        }
    }

    /// <summary>The call at this content, if it is the next place that has one. Ask content by content, in the history's order.</summary>
    public HistoryCall? Next(AIContent content) =>
        _calls.TryPeek(out (AIContent Place, HistoryCall Call) next) && ReferenceEquals(next.Place, content) ? _calls.Dequeue().Call : null;
}
