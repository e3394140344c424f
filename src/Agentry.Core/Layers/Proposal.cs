using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A call that the model proposed in a scope: the grant for one execution. Guarded by its <see cref="ProposalBook"/>.</summary>
internal sealed class Proposal(FunctionCallContent call, int turn, long replySequence, int ordinal)
{
    public string CallId => call.CallId;

    /// <summary>Ids under which the same call was proposed again by a repeated request.</summary>
    public List<string> Aliases { get; } = [];

    public string Tool => call.Name;

    public int Turn => turn;

    public long ReplySequence => replySequence;

    public int Ordinal => ordinal;

    /// <summary>Null for arguments without a JSON form; such a call cannot be claimed.</summary>
    public string? ArgumentsHash { get; } = CallHash.Of(call.Name, call.Arguments);

    public bool Unreadable => call.Exception is not null;

    /// <summary>Unreadable because its arguments hold what no text can hold.</summary>
    public bool Broken => call.Exception is BrokenTextException;

    /// <summary>True when the request was repeated and the new reply no longer asks for it.</summary>
    public bool Withdrawn { get; set; }

    /// <summary>Set while the call runs and afterwards; gives null when the invocation that had claimed it went away before the tool began.</summary>
    public TaskCompletionSource<ToolOutcome?>? Execution { get; set; }

    /// <summary>What the execution came to.</summary>
    public ToolOutcome? Outcome { get; set; }

    public bool IsSameCall(Proposal other) =>
        Tool == other.Tool && ArgumentsHash == other.ArgumentsHash && Unreadable == other.Unreadable;

    public bool IsNamed(string callId) => CallId == callId || Aliases.Contains(callId);
}
