namespace Agentry;

/// <summary>How one proposed call stands.</summary>
public sealed class CallState
{
    internal CallState(int turn, long replySequence, int ordinal, ProposedCall call)
    {
        Turn = turn;
        ReplySequence = replySequence;
        Ordinal = ordinal;
        CallId = call.CallId;
        Tool = call.Tool;
    }

    /// <summary>The turn that proposed it.</summary>
    public int Turn { get; }

    /// <summary>The sequence of the reply that proposed it.</summary>
    public long ReplySequence { get; }

    /// <summary>Its place in that reply, from 0.</summary>
    public int Ordinal { get; }

    /// <summary>The call's id.</summary>
    public string CallId { get; }

    /// <summary>The tool named by the model.</summary>
    public string Tool { get; }

    /// <summary>How it ended; null while nothing is decided or it is at work.</summary>
    public ToolOutcomeKind? Outcome { get; private set; }

    /// <summary>Why it was refused or its result replaced.</summary>
    public string? Code { get; private set; }

    /// <summary>The intent, once written.</summary>
    public ToolIntended? Intent { get; private set; }

    /// <summary>What it waits for, if it was suspended and is not yet decided.</summary>
    public ToolSuspended? Suspended { get; private set; }

    /// <summary>What the model is told.</summary>
    public BlobRef? Answer { get; private set; }

    /// <summary>True when the contract refused it, so that the model was asked to repair the call.</summary>
    internal bool IsRepair => Outcome == ToolOutcomeKind.Refused && ToolRefusalCodes.IsRepair(Code);

    internal void Apply(ToolIntended intent)
    {
        Intent = intent;
        Suspended = null;
    }

    internal void Apply(ToolSuspended suspended) => Suspended = suspended;

    internal void Refuse(string code) => Code = code;

    internal void Replace(ToolResultReplaced replaced)
    {
        Answer = replaced.Result;
        Code = replaced.Code;
    }

    internal void Complete(ToolOutcomeKind outcome, BlobRef? answer)
    {
        Outcome = outcome;
        Answer = answer;
        Suspended = null;
    }
}
