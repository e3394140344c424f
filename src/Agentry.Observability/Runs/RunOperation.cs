using System.Diagnostics;

namespace Agentry;

/// <summary>The span, the measurements and the log line of one stretch of a run: from its start or resume to its end or suspension.</summary>
internal sealed class RunOperation
{
    public const string Name = "invoke_agent";

    private readonly AgentTelemetry _telemetry;
    private readonly RunContext _run;
    private readonly Activity? _span;
    private readonly string? _model;
    private readonly long _started;
    private readonly RunUsage _before;

    public RunOperation(AgentTelemetry telemetry, RunContext run)
    {
        _telemetry = telemetry;
        _run = run;
        _before = RunUsage.Of(run.State);
        telemetry.Follow(run);
        _model = run.ModelId ?? telemetry.Model.DefaultModel;
        _span = TelemetrySources.Spans.HasListeners()
            ? telemetry.StartSpan($"{Name} {run.AgentName}", ActivityKind.Internal, CreationTags(), SpanReference.LinksOf(run.State))
            : null;
        _started = run.Time.GetTimestamp();
    }

    /// <summary>Ends the stretch.</summary>
    /// <param name="outcome">How; null when the store failed, so that the run neither ended nor was suspended.</param>
    /// <param name="exception">What went through the layers instead of an outcome.</param>
    public void Left(RunOutcome? outcome, Exception? exception = null)
    {
        TimeSpan active = _before.ActiveTime + _run.Time.GetElapsedTime(_started);
        if (outcome is { Status: var status } && status.IsTerminal())
            _telemetry.Safely((this, outcome, active), static s => s.Item1._telemetry.Runs.Ended(s.Item1._run, s.outcome, s.Item1._model, s.active.TotalSeconds));
        if (outcome is not null)
            _telemetry.Safely((this, outcome, active), static s => s.Item1.Log(s.outcome, s.active.TotalSeconds));
        if (_span is not null)
            _telemetry.Safely((this, outcome, exception), static s => s.Item1.CloseSpan(s.outcome, s.exception));
    }

    private void CloseSpan(RunOutcome? outcome, Exception? exception)
    {
        if (outcome?.Status.IsSuspended() == true)
            SpanReference.Record(_run, _span!);
        if (_span!.IsAllDataRequested)
        {
            AddUsage(_span);
            if (outcome is not null)
            {
                _span.AddTag(Attributes.RunStatus, Words.Of(outcome.Status));
                if (outcome.Reason is { } reason)
                    _span.AddTag(Attributes.RunReason, reason.Code);
                if ((outcome.FinishReason?.Value ?? _run.State.LastFinishReason) is { } finish)
                    _span.AddTag(Attributes.ResponseFinishReasons, new[] { finish });
            }
        }

        string? error = outcome is null ? ErrorType.Of(exception!) : outcome.Status == RunStatus.Failed ? ErrorType.Of(outcome) : null;
        _span.Close(error, cancelled: outcome?.Status == RunStatus.Cancelled);
    }

    /// <summary>Tokens and cost of this stretch alone, so that the spans of a run that was suspended add up.</summary>
    private void AddUsage(Activity span)
    {
        RunUsage used = RunUsage.Of(_run.State).Since(_before);
        if (used.SettledSteps > 0)
            span.AddTag(Attributes.Cost, (double)used.Cost);
        if (used.LatencyBreaches > 0)
            span.AddTag(Attributes.LatencyBreaches, used.LatencyBreaches);
        if (used.Turns == 0)
            return;
        span.AddTag(Attributes.InputTokens, used.InputTokens);
        span.AddTag(Attributes.OutputTokens, used.OutputTokens);
        if (!_telemetry.IsLatest && used.CachedInputTokens > 0)
            span.AddTag(Attributes.CacheReadTokens, used.CachedInputTokens);
    }

    private void Log(RunOutcome outcome, double seconds)
    {
        RunUsage used = RunUsage.Of(_run.State);
        string reason = outcome.Reason?.Code ?? "none";
        if (outcome.Status == RunStatus.Failed)
        {
            _telemetry.Logger.RunFailed(
                _run.RunId.Value, _run.AgentName, seconds, outcome.FailureClass, used.Turns, used.ToolCalls, used.InputTokens, used.OutputTokens, reason);
        }
        else
        {
            _telemetry.Logger.RunLeft(
                _run.RunId.Value, _run.AgentName, outcome.Status, seconds, used.Turns, used.ToolCalls, used.InputTokens, used.OutputTokens, reason);
        }
    }

    private KeyValuePair<string, object?>[] CreationTags()
    {
        List<KeyValuePair<string, object?>> tags =
        [
            new(Attributes.OperationName, Name),
            new(Attributes.AgentName, _run.AgentName),
            new(Attributes.RunId, _run.RunId.Value),
        ];
        if (_model is not null)
            tags.Add(new(Attributes.RequestModel, _model));
        if (_run.ConversationId is { } conversation)
            tags.Add(new(Attributes.ConversationId, conversation));
        if (!_telemetry.IsLatest)
        {
            tags.Add(new(Attributes.ProviderName, _telemetry.Model.Provider));
            tags.Add(new(Attributes.AgentVersion, _run.AgentVersion));
        }

        return [.. tags];
    }
}
