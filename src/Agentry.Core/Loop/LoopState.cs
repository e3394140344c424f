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

    public ChatFinishReason? FinishReason { get; set; }

    /// <summary>True once the request's messages are in the log.</summary>
    public bool InputAccepted { get; set; }

    /// <summary>The turn whose reply was lost with an earlier worker; its reader is told.</summary>
    public int? RestartedTurn { get; set; }

    /// <summary>Moves the answers of the current calls into the history; a call that has none is told that the run ended first.</summary>
    public void AddAnswers()
    {
        if (Calls.Count == 0)
            return;
        var answers = new List<AIContent>(Calls.Count);
        foreach (LoopCall call in Calls)
            answers.Add(new FunctionResultContent(call.Content.CallId, call.IsAnswered ? call.Answer : WhyUnanswered(call)));
        History.Add(new ChatMessage(ChatRole.Tool, answers));
        Calls = [];
    }

    private static string WhyUnanswered(LoopCall call) => call.State.Outcome == ToolOutcomeKind.Unknown
        ? ToolMessages.Unknown(call.Content.Name)
        : ToolMessages.RunEnding(call.Content.Name);
}

/// <summary>One call of the current reply.</summary>
internal sealed class LoopCall(FunctionCallContent content, CallState state)
{
    public FunctionCallContent Content { get; } = content;

    public CallState State { get; } = state;

    public bool IsAnswered { get; private set; }

    /// <summary>True when the log holds a result that the checks behind the tool may not have seen: they see it before the model does.</summary>
    public bool NeedsCheck { get; init; }

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
