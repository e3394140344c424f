namespace Agentry;

/// <summary>A run's state: the fold over its log. The only way to learn how a run stands, live or later.</summary>
/// <remarks>Not thread-safe; the owner of a run applies events in their order.</remarks>
public sealed class RunState
{
    private readonly List<CallState> _calls = [];
    private readonly List<HistoryItem> _history = [];
    private List<ExtensionEvent>? _extensions;
    private List<int>? _repairs;
    private List<SpendReserved>? _reserved;
    private Dictionary<string, double>? _warned;
    private List<LatencyBreached>? _late;
    private int _openFrom;

    /// <summary>The questions to people, in order.</summary>
    public IReadOnlyList<ApprovalState> Approvals => Questions.All;

    internal ApprovalBook Questions { get; } = new();

    /// <summary>The last event applied; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>The opening event.</summary>
    public RunStarted? Started { get; private set; }

    /// <summary>When the run was opened.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>When the last event was written.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Wall time between events while the run was not suspended.</summary>
    public TimeSpan ActiveTime { get; private set; }

    /// <summary>How it stands.</summary>
    public RunStatus Status { get; private set; }

    /// <summary>Why, once it is over or suspended.</summary>
    public RunReason? Reason { get; private set; }

    /// <summary>The answer or the text so far, when it is not the text of the last reply.</summary>
    public BlobRef? Text { get; private set; }

    /// <summary>The closing event.</summary>
    public RunEnded? Ended { get; private set; }

    /// <summary>When a suspended run wants to go on by itself; null waits for somebody.</summary>
    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>What a suspended run waits for; empty for any other.</summary>
    public IReadOnlyList<Suspension> Waiting { get; private set; } = [];

    /// <summary>Model calls made, failed and interrupted ones included.</summary>
    public int Turns { get; private set; }

    /// <summary>Tool calls executed.</summary>
    public int ToolCalls { get; private set; }

    /// <summary>Input tokens, as reported or estimated.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Output tokens, as reported or estimated.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Of the input, tokens read from a cache.</summary>
    public long CachedInputTokens { get; private set; }

    /// <summary>Of the output, tokens spent on reasoning.</summary>
    public long ReasoningTokens { get; private set; }

    /// <summary>US dollars of the run's own model calls and tools, as settled; what has no price is not in it.</summary>
    public decimal Cost { get; private set; }

    /// <summary>Attempts of model calls and tool calls whose cost was settled, known or not; 0 without budgets.</summary>
    public int SettledSteps { get; private set; }

    /// <summary>US dollars by which the run's cap was raised.</summary>
    public decimal RaisedCost { get; private set; }

    /// <summary>Tokens by which the run's cap was raised.</summary>
    public long RaisedTokens { get; private set; }

    /// <summary>What took longer than it should or may, in order.</summary>
    public IReadOnlyList<LatencyBreached> LatencyBreaches => _late ?? (IReadOnlyList<LatencyBreached>)[];

    /// <summary>Whether the run has missed its own target, in this stretch or an earlier one.</summary>
    internal bool HasMissedTarget => _late?.Exists(b => b.IsOfRunTarget) == true;

    /// <summary>What was reserved and is not settled.</summary>
    internal IReadOnlyList<SpendReserved> OpenSpend => _reserved ?? (IReadOnlyList<SpendReserved>)[];

    /// <summary>Turns in a row, up to now, in which every call was refused by its contract.</summary>
    public int RepairsInARow { get; private set; }

    /// <summary>Answers of the model that did not have the shape that was asked for.</summary>
    public int RefusedAnswers { get; private set; }

    /// <summary>Why the model stopped, in its last reply.</summary>
    public string? LastFinishReason { get; private set; }

    /// <summary>Every proposed call, in order.</summary>
    public IReadOnlyList<CallState> Calls => _calls;

    /// <summary>The messages of the run: content by address, tool answers by call.</summary>
    public IReadOnlyList<HistoryItem> History => _history;

    /// <summary>The events of features, in order.</summary>
    public IReadOnlyList<ExtensionEvent> Extensions => _extensions ?? (IReadOnlyList<ExtensionEvent>)[];

    /// <summary>True when the last thing that happened is that a model call was given up: nobody has asked again.</summary>
    internal bool EndsInterrupted { get; private set; }

    /// <summary>How many messages of <see cref="History"/> came with the request; they stand first.</summary>
    internal int InputMessages { get; private set; }

    /// <summary>Whether the message at this place of <see cref="History"/> is one of ours that asks the model to repair its answer.</summary>
    internal bool IsRepair(int place) => _repairs?.Contains(place) == true;

    /// <summary>Where the messages of the last reply are in <see cref="History"/>; empty before the first reply.</summary>
    internal (int From, int Count) LastReply { get; private set; }

    /// <summary>The calls of the last reply.</summary>
    public IEnumerable<CallState> CurrentCalls => _calls.Skip(_openFrom);

    /// <summary>True while a call of the last reply has no answer.</summary>
    public bool HasOpenCalls
    {
        get
        {
            for (int i = _openFrom; i < _calls.Count; i++)
            {
                if (_calls[i].Answer is null)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Folds entries, which must be a run's log from its first event.</summary>
    public static RunState Fold(IEnumerable<RunLogEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var state = new RunState();
        foreach (RunLogEntry entry in entries)
            state.Apply(entry);
        return state;
    }

    /// <summary>Applies the next event.</summary>
    /// <exception cref="InvalidOperationException">The entry is not the next one.</exception>
    public void Apply(RunLogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Sequence != Sequence + 1)
            throw new InvalidOperationException($"Event {entry.Sequence} cannot follow event {Sequence}.");
        Sequence = entry.Sequence;
        // Nobody worked between the last event of an interrupted run and its next worker.
        if (Sequence > 1 && Status == RunStatus.Running && entry.Event is not RunResumed)
            ActiveTime += entry.At - UpdatedAt;
        UpdatedAt = entry.At;

        // That somebody was late is noticed at any time, and is not what the run does next.
        if (entry.Event is not LatencyBreached)
            EndsInterrupted = entry.Event is ModelInterrupted;
        switch (entry.Event)
        {
            case RunStarted started:
                Started = started;
                StartedAt = entry.At;
                break;
            case InputAccepted accepted:
                InputMessages += accepted.Messages.Count;
                foreach (BlobRef message in accepted.Messages)
                    _history.Add(new HistoryItem(message, null));
                break;
            case ModelReplied replied:
                Apply(replied);
                break;
            case ModelFailed failed:
                Turns = Math.Max(Turns, failed.Turn);
                Count(failed.EstimatedUsage);
                break;
            case ModelInterrupted interrupted:
                Turns = Math.Max(Turns, interrupted.Turn);
                Count(interrupted.EstimatedUsage);
                break;
            case AnswerRefused refused:
                RefusedAnswers++;
                if (refused.Message is { } repair)
                {
                    (_repairs ??= []).Add(_history.Count);
                    _history.Add(new HistoryItem(repair, null));
                }

                break;
            case SpendReserved reserved:
                (_reserved ??= []).Add(reserved);
                break;
            case SpendSettled settled:
                Cost += settled.Cost ?? 0;
                SettledSteps++;
                Forget(settled);
                break;
            case BudgetRaised raised:
                RaisedCost += raised.Cost ?? 0;
                RaisedTokens += raised.Tokens ?? 0;
                break;
            case BudgetWarned warned:
                (_warned ??= new(StringComparer.Ordinal))[warned.Account] = Math.Max(warned.Threshold, _warned.GetValueOrDefault(warned.Account));
                break;
            case LatencyBreached late:
                (_late ??= []).Add(late);
                break;
            case CallRequested requested:
                _calls.Add(new CallState(Turns, Sequence, requested.Ordinal, new ProposedCall(requested.CallId, requested.Tool)));
                break;
            case ToolIntended intended:
                if (Open(intended.CallId) is { } call)
                {
                    // A resumed call is intended again under the same key: still one call.
                    ToolCalls += call.Intent is null ? 1 : 0;
                    call.Apply(intended);
                }

                break;
            case CallRepeated repeated:
                Answer(repeated.CallId, repeated.Outcome, repeated.Result);
                break;
            case ToolCompleted { Late: false } completed:
                Answer(completed.CallId, completed.Outcome, completed.Result);
                break;
            case ToolCompleted late:
                Apply(late, entry.At);
                break;
            case ToolSettled settled:
                Settle(settled);
                break;
            case ToolRefused refused:
                Open(refused.CallId)?.Refuse(refused.Code);
                Answer(refused.CallId, ToolOutcomeKind.Refused, refused.Message);
                break;
            case ToolResultReplaced replaced:
                Last(replaced.CallId)?.Replace(replaced);
                break;
            case ToolSuspended suspended:
                (Open(suspended.CallId) ?? Last(suspended.CallId))?.Apply(suspended, entry.At);
                break;
            case RunSuspended suspended:
                bool approval = suspended.Waiting.Any(w => w.Kind == Suspension.Approval);
                Status = approval ? RunStatus.AwaitingApproval : RunStatus.Suspended;
                Reason = suspended.Waiting is [{ } first, ..] ? new RunReason(first.Kind, first.Message) : null;
                Text = suspended.Text;
                WakeAt = suspended.WakeAt;
                Waiting = suspended.Waiting;
                break;
            case RunResumed:
                Status = RunStatus.Running;
                Reason = null;
                Text = null;
                WakeAt = null;
                Waiting = [];
                break;
            case ApprovalRequested or ApprovalVoted or ApprovalEscalated or ApprovalClosed:
                Questions.Apply(entry);
                break;
            case ExtensionEvent extension:
                (_extensions ??= []).Add(extension);
                break;
            case RunEnded ended:
                Ended = ended;
                Text = ended.Text;
                Status = ended.Status;
                Reason = ended.Reason;
                WakeAt = null;
                Waiting = [];
                break;
        }
    }

    private void Apply(ModelReplied replied)
    {
        Turns = Math.Max(Turns, replied.Turn);
        Count(replied.Usage);
        LastFinishReason = replied.FinishReason;
        LastReply = (_history.Count, replied.Messages.Count);
        for (int i = 0; i < replied.Messages.Count; i++)
            _history.Add(new HistoryItem(replied.Messages[i], null));
        for (int i = _openFrom; i < _calls.Count; i++)
            _calls[i].LetPass();
        _openFrom = _calls.Count;
        for (int i = 0; i < replied.Calls.Count; i++)
            _calls.Add(new CallState(replied.Turn, Sequence, i, replied.Calls[i]));
        if (replied.Calls.Count > 0)
            _history.Add(new HistoryItem(null, _calls.GetRange(_openFrom, replied.Calls.Count)));
    }

    /// <summary>Whether it was warned that this part of an account is used, or a larger one.</summary>
    internal bool HasWarned(string account, double threshold) => _warned is not null && _warned.TryGetValue(account, out double warned) && threshold <= warned;

    private void Forget(SpendSettled settled) => _reserved?.RemoveAll(r => r.Id == settled.Id);

    private void Count(TokenUsage usage)
    {
        InputTokens += usage.Input ?? 0;
        OutputTokens += usage.Output ?? 0;
        CachedInputTokens += usage.CachedInput ?? 0;
        ReasoningTokens += usage.Reasoning ?? 0;
    }

    private void Answer(string callId, ToolOutcomeKind kind, BlobRef? answer)
    {
        if (Open(callId) is not { } call)
            return;
        call.Complete(kind, answer);
        if (!HasOpenCalls)
            RepairsInARow = _calls.FindIndex(_openFrom, static c => !c.IsRepair) < 0 ? RepairsInARow + 1 : 0;
    }

    /// <summary>The last call of that id without an answer. Under a foreign loop replies may overlap, so it need not be one of the last reply.</summary>
    private CallState? Open(string callId)
    {
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].CallId == callId && _calls[i].Answer is null)
                return _calls[i];
        }

        return null;
    }

    /// <summary>The call that was intended under an idempotency key.</summary>
    internal CallState? FindByKey(string key)
    {
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].Intent?.Key == key)
                return _calls[i];
        }

        return null;
    }

    /// <summary>The last call of that id that was intended.</summary>
    internal CallState? FindIntended(string callId) => _calls.FindLast(c => c.CallId == callId && c.Intent is not null);

    /// <summary>The last call of that id that waits because nobody knows its outcome.</summary>
    internal CallState? FindUnsettled(string callId) => _calls.FindLast(c => c.CallId == callId && c.IsUnsettled);

    /// <summary>A call of the last reply, by its place there.</summary>
    internal CallState Current(int index) => _calls[_openFrom + index];

    /// <summary>An outcome that comes after its call was given up is evidence, and ends the waiting of a run that did not know it.</summary>
    private void Apply(ToolCompleted late, DateTimeOffset at)
    {
        if (FindByKey(late.Key) is not { } call)
            return;
        call.ApplyLate(late);
        if (call.IsUnsettled && Status.IsSuspended())
            WakeAt ??= at;
    }

    private void Settle(ToolSettled settled)
    {
        if (FindByKey(settled.Key) is not { } call)
            return;
        call.Apply(settled);
        if (!HasOpenCalls)
            RepairsInARow = 0;
    }

    private CallState? Last(string callId) => _calls.FindLast(c => c.CallId == callId);
}
