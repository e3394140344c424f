using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What the loop keeps in memory beside the log: the messages, the tools in sight and the calls of the current reply.</summary>
internal sealed class LoopState(ToolSet tools, ChatOptions? options)
{
    public History History { get; } = new();

    public ToolSet Tools { get; } = tools;

    public ChatOptions? Options { get; } = options;

    /// <summary>The calls of the last reply with the answers there are so far, in the model's order.</summary>
    public List<LoopCall> Calls { get; set; } = [];

    /// <summary>The text of the last reply, as far as it came.</summary>
    public string Text { get; set; } = "";

    /// <summary>The text of the last reply that is in the log.</summary>
    public string LoggedText { get; set; } = "";

    public ChatFinishReason? FinishReason { get; set; }

    /// <summary>True once the request's messages are in the log.</summary>
    public bool InputAccepted { get; set; }

    /// <summary>Adds the tool message of the last reply, all of whose calls have answers now.</summary>
    public void AddAnswers()
    {
        History.Add(new ChatMessage(ChatRole.Tool, [.. Calls.Select(c => new FunctionResultContent(c.Content.CallId, c.Answer))]));
        Calls = [];
    }

    /// <summary>Does to the history what <see cref="RunCloser"/> does to the log: no call of a run that is over stays without an answer.</summary>
    public void AnswerOpenCalls()
    {
        foreach (LoopCall call in Calls)
        {
            if (!call.IsAnswered)
                call.Restore(ToolMessages.RunEnding(call.Content.Name));
        }

        if (Calls.Count > 0)
            AddAnswers();
    }
}

/// <summary>One call of the current reply.</summary>
internal sealed class LoopCall(FunctionCallContent content, CallState state)
{
    public FunctionCallContent Content { get; } = content;

    public CallState State { get; } = state;

    public bool IsAnswered { get; private set; }

    public object? Answer { get; private set; }

    public Suspension? Suspension { get; private set; }

    /// <summary>The limit that refused it.</summary>
    public bool HitLimit { get; private set; }

    public void Settle(ToolOutcome outcome)
    {
        if (outcome.Kind == ToolOutcomeKind.Suspended)
        {
            Suspension = outcome.Suspension! with { CallId = Content.CallId, Tool = Content.Name };
            return;
        }

        HitLimit = outcome is { Kind: ToolOutcomeKind.Refused, Code: ToolRefusalCodes.Limit };
        Restore(outcome.Answer);
    }

    public void Restore(object? answer)
    {
        IsAnswered = true;
        Answer = answer;
        Suspension = null;
    }
}
