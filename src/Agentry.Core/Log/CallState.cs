namespace Agentry;

/// <summary>How one proposed call stands.</summary>
public sealed class CallState
{
    private bool _absent;

    internal CallState(int turn, long replySequence, int ordinal, ProposedCall call)
    {
        Turn = turn;
        ReplySequence = replySequence;
        Ordinal = ordinal;
        CallId = call.CallId;
        Tool = call.Tool;
        IsUnreadable = call.Unreadable == true;
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

    /// <summary>What the execution came to after it had been given up, if that is known.</summary>
    public ToolCompleted? Late { get; private set; }

    /// <summary>True while it waits because nobody knows whether its effect happened.</summary>
    public bool IsUnsettled => Suspended?.Suspension.Kind == Suspension.UnknownOutcome;

    /// <summary>True when it was given up, or waits because of that, and has not been found to have failed: the like of it could be a second effect.</summary>
    internal bool IsInDoubt => (Outcome == ToolOutcomeKind.Unknown || IsUnsettled) && Late?.Outcome != ToolOutcomeKind.Failed;

    /// <summary>True when the intent stands without an outcome and was not found to have had no effect: its worker was gone in between.</summary>
    internal bool IsInterrupted => Intent is not null && Suspended is null && Answer is null && !_absent;

    /// <summary>True when its effect may have happened and nobody knows: to say that it was not run would be a lie.</summary>
    internal bool HasBegun => Intent is { Effect: not ToolEffect.ReadOnly } && (IsUnsettled || IsInterrupted);

    /// <summary>True when the contract refused it, so that the model was asked to repair the call.</summary>
    internal bool IsRepair => Outcome == ToolOutcomeKind.Refused && ToolRefusalCodes.IsRepair(Code);

    /// <summary>True while it holds a result that was found out, and the checks behind the tool have not let pass or replaced.</summary>
    /// <remarks>The log does not hold that they let it pass: whoever goes on with the run before the next reply asks them again. A reply means that they did.</remarks>
    internal bool IsUnchecked { get; private set; }

    /// <summary>True when the tool ran and nothing was put in place of its result: a worker that was gone may have been gone before the checks behind the tool were done.</summary>
    internal bool MayBeUnchecked => IsUnchecked || (Intent is not null && Answer is not null && Code is null && Outcome is ToolOutcomeKind.Succeeded or ToolOutcomeKind.Failed);

    /// <summary>True when its arguments could not be read: what is left of them in the log is not what the model wrote.</summary>
    internal bool IsUnreadable { get; }

    internal void Apply(ToolIntended intent)
    {
        Intent = intent;
        Suspended = null;
        Late = null;
        _absent = false;
    }

    /// <summary>Since when nobody knows whether its effect happened.</summary>
    internal DateTimeOffset? UnsettledSince { get; private set; }

    internal void Apply(ToolSuspended suspended, DateTimeOffset at)
    {
        UnsettledSince = suspended.Suspension.Kind != Suspension.UnknownOutcome ? null : IsUnsettled ? UnsettledSince : at;
        Suspended = suspended;
        Answer = null;
    }

    internal void ApplyLate(ToolCompleted late) => Late = late;

    internal void Apply(ToolSettled settled)
    {
        Suspended = null;
        Outcome = settled.Outcome;
        Answer = settled.Result;
        IsUnchecked = settled.IsToolResult == true;
        _absent = settled.Settlement == SettlementKind.DidNotHappen;
    }

    /// <summary>The checks behind the tool let its result pass, as it is.</summary>
    internal void LetPass() => IsUnchecked = false;

    internal void Refuse(string code) => Code = code;

    internal void Replace(ToolResultReplaced replaced)
    {
        Answer = replaced.Result;
        Code = replaced.Code;
        IsUnchecked = false;
    }

    internal void Complete(ToolOutcomeKind outcome, BlobRef? answer)
    {
        Outcome = outcome;
        Answer = answer;
        Suspended = null;
    }
}
