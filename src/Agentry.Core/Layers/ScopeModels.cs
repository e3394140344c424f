using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The model calls of a scope: their turns, their limits, and what each came to.</summary>
internal sealed class ScopeModels(RunContext run, ProposalBook proposals)
{
    private readonly Lock _lock = new();
    private readonly List<ScopedModelCall> _open = [];
    private int _turns;
    private bool _closed;

    /// <summary>How the run ends by its last model call.</summary>
    public RunOutcome Outcome { get; private set; } = new() { Status = RunStatus.Completed };

    /// <summary>The limit that refused a model call.</summary>
    public RunOutcome? LimitHit { get; private set; }

    /// <exception cref="AgentryException">The scope has reached a limit, or is over.</exception>
    public ScopedModelCall Begin(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool isStreaming, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_closed || run.Cancellation.Cause is not null)
                throw Over(run.Cancellation.Cause);
            if (Limit() is { } limit)
            {
                LimitHit = RunOutcome.Limit(limit, $"The run scope reached its limit ({limit}).", "");
                throw new AgentryException($"The run scope {run.RunId} has reached its limit ({limit}).", FailureClass.Refused, run.RunId);
            }

            IReadOnlyList<ChatMessage> sent = HistoryRepair.Repair(messages, proposals.AnswerOf);
            var call = new ScopedModelCall(this, run, sent, options, new ModelCallContext(run, ++_turns, isStreaming), cancellationToken);
            _open.Add(call);
            return call;
        }
    }

    /// <summary>Writes what a call came to, unless that is written.</summary>
    /// <returns>False when it was: the scope has ended before.</returns>
    public bool TryEnd(ScopedModelCall call, RunOutcome outcome, Action write)
    {
        lock (_lock)
        {
            if (!_open.Remove(call))
                return false;
            write();
            Outcome = outcome;
            return true;
        }
    }

    /// <summary>Gives up the calls that are still under way.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            while (_open.Count > 0)
                _open[^1].Abandon(RunReasonCodes.ScopeEnded);
        }
    }

    public void Note(string fingerprint, IReadOnlyList<Proposal> calls)
    {
        foreach ((string callId, Proposal earlier) in proposals.Note(fingerprint, calls))
            run.Log.Append(ScopeTools.Repeated(run, callId, earlier), Actors.Agentry);
    }

    public AgentryException Over(RunReason? cause) => new(
        $"The run scope {run.RunId} is over: {cause?.Message ?? "it was disposed."}",
        cause?.Code == RunReasonCodes.MaxDuration ? FailureClass.Timeout : FailureClass.Refused,
        run.RunId);

    private string? Limit()
    {
        RunLimits limits = run.Limits;
        if (run.Depth > (limits.MaxDepth ?? int.MaxValue))
            return RunReasonCodes.MaxDepth;
        if (_turns >= (limits.MaxTurns ?? int.MaxValue))
            return RunReasonCodes.MaxTurns;
        if (run.Log.State.RepairsInARow > (limits.MaxRepairs ?? int.MaxValue))
            return RunReasonCodes.RepairsExhausted;
        return run.Meter.HasTokensLeft() ? null : RunReasonCodes.MaxTokens;
    }
}
