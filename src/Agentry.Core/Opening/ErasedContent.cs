using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What stands in a history where content was erased: the shape of the conversation stays, so that a model can go on with it.</summary>
internal static class ErasedContent
{
    public const string Placeholder = "[erased]";

    /// <summary>A message, with the calls that the log still knows by name. Whose message it was follows from its place.</summary>
    public static void Add(History history, RunState state, HistoryItem item)
    {
        bool isReply = IsReply(state, item);
        var contents = new List<AIContent> { new TextContent(Placeholder) };
        if (isReply)
            contents.AddRange(CallsAfter(state, item).Select(Call));
        history.Add(new ChatMessage(isReply ? ChatRole.Assistant : ChatRole.User, contents));
    }

    /// <summary>Its arguments are gone: if it is still open, its contract refuses it.</summary>
    private static FunctionCallContent Call(CallState call) => new(call.CallId, call.Tool, new Dictionary<string, object?>())
    {
        Exception = new InvalidOperationException("The arguments were erased."),
    };

    private static bool IsReply(RunState state, HistoryItem item) =>
        IndexOf(state, item) is var place && place >= state.InputMessages && !state.IsRepair(place);

    private static IEnumerable<CallState> CallsAfter(RunState state, HistoryItem item)
    {
        // The answers follow the last message of the reply that proposed the calls.
        int next = IndexOf(state, item) + 1;
        return next < state.History.Count && state.History[next].Answers is { } answers ? answers : [];
    }

    private static int IndexOf(RunState state, HistoryItem item)
    {
        for (int i = 0; i < state.History.Count; i++)
        {
            if (ReferenceEquals(state.History[i], item))
                return i;
        }

        return -1;
    }
}
