using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A call that the model proposed in a scope: the grant for one execution.</summary>
internal sealed class Proposal(FunctionCallContent call, int turn, long replySequence, int ordinal, string argumentsHash)
{
    public string CallId => call.CallId;

    /// <summary>Further ids under which the same call was proposed again after a retry.</summary>
    public List<string> Aliases { get; } = [];

    public string Tool => call.Name;

    public int Turn => turn;

    public long ReplySequence => replySequence;

    public int Ordinal => ordinal;

    public string ArgumentsHash => argumentsHash;

    public bool Unreadable => call.Exception is not null;

    public bool Withdrawn { get; set; }

    /// <summary>The execution, once it was claimed.</summary>
    public TaskCompletionSource<ToolOutcome>? Execution { get; set; }

    /// <summary>What the execution came to.</summary>
    public ToolOutcome? Outcome { get; private set; }

    public void Settle(ToolOutcome outcome)
    {
        Outcome = outcome;
        Execution!.SetResult(outcome);
    }

    public bool IsNamed(string callId) => CallId == callId || Aliases.Contains(callId);
}
