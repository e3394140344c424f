using Polly;

namespace Agentry;

/// <summary>The attempts of one tool call.</summary>
internal sealed class ToolRetry : IRetryCall<ToolOutcome>
{
    /// <summary>What an attempt gets whose time ran out between the decision and its start.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly ToolCallContext _context;
    private readonly ToolResilienceOptions _options;
    private readonly ResilienceRuntime _runtime;
    private readonly CancellationToken _cancellationToken;
    private readonly RetryPolicy _policy;
    private readonly DateTimeOffset _deadline;

    public ToolRetry(ToolCallContext context, ToolResilienceOptions options, ResilienceRuntime runtime, CancellationToken cancellationToken)
    {
        _context = context;
        _options = options;
        _runtime = runtime;
        _cancellationToken = cancellationToken;
        _policy = new RetryPolicy(options.Retry, runtime.Jitter);
        _deadline = context.Run.Limits.MaxStepDuration is { } step ? runtime.Time.GetUtcNow() + step : DateTimeOffset.MaxValue;
        if (context.Run.Deadline < _deadline)
            _deadline = context.Run.Deadline.Value;
    }

    public TimeSpan Delay { get; private set; }

    /// <summary>What the last attempt came to.</summary>
    public ToolOutcome? Last { get; private set; }

    private bool MayRepeat => _context.Contract.Effect != ToolEffect.NonIdempotent;

    private TimeSpan Left => _deadline - _runtime.Time.GetUtcNow();

    public async ValueTask<ToolOutcome> AttemptAsync(ToolCallDelegate next, CancellationToken cancellationToken)
    {
        if (Last is { } earlier)
        {
            // It was given up and does not stop: a second execution beside it would share the services of the call.
            if (_context.IsAtWork)
            {
                _context.Run.Record(ResilienceEvents.AttemptSkipped, Record(Details(earlier), RetryDecision.No("still_at_work")));
                return earlier;
            }

            if (_deadline != DateTimeOffset.MaxValue)
                _context.AttemptTimeout = Left > Shortest ? Left : Shortest;
        }

        if (MayRepeat && _options.AttemptTimeout is { } timeout && (_context.AttemptTimeout is null || timeout < _context.AttemptTimeout))
            _context.AttemptTimeout = timeout;
        _policy.Attempts++;
        return await next(_context, cancellationToken).ConfigureAwait(false);
    }

    public bool GoesOn(Outcome<ToolOutcome> outcome)
    {
        bool skipped = ReferenceEquals(outcome.Result, Last) && Last is not null;
        Last = outcome.Result;
        if (skipped || Last is not { Kind: ToolOutcomeKind.Failed or ToolOutcomeKind.Unknown } || _cancellationToken.IsCancellationRequested)
            return false;
        FailureDetails failure = Details(Last);
        RetryDecision decision = MayRepeat || IsNeverSent(Last) ? _policy.Decide(failure, Left) : RetryDecision.No("effect_must_not_repeat");
        Tell(failure, decision);
        Delay = decision.Delay ?? TimeSpan.Zero;
        return decision.Delay is not null;
    }

    /// <summary>Only the tool itself can say so: an exception of the network speaks of its last request, and it may have sent others before.</summary>
    private static bool IsNeverSent(ToolOutcome outcome) =>
        outcome is { Kind: ToolOutcomeKind.Failed, Exception: ToolException { NeverSent: true } };

    private FailureDetails Details(ToolOutcome outcome) => ToolFailures.Describe(outcome, _runtime.Time);

    private void Tell(FailureDetails failure, RetryDecision decision)
    {
        string name = _context.Contract.Name;
        string? errorType = Last!.Exception?.GetType().FullName;
        if (decision.Delay is { } delay)
            _runtime.Logger.AttemptRetried("tool", name, _policy.Attempts, failure.Class, errorType, delay);
        else
            _runtime.Logger.AttemptFailed("tool", name, _policy.Attempts, failure.Class, errorType, decision.Because);
        _context.Run.Record(ResilienceEvents.AttemptFailed, Record(failure, decision));
    }

    private AttemptRecord Record(FailureDetails failure, RetryDecision decision) => new()
    {
        Target = "tool",
        Name = _context.Contract.Name,
        Attempt = _policy.Attempts,
        FailureClass = failure.Class,
        ErrorType = Last!.Exception?.GetType().FullName,
        HttpStatus = failure.HttpStatus,
        Code = failure.Code,
        Turn = _context.Turn,
        CallId = _context.CallId,
        RetryInMs = decision.Delay?.TotalMilliseconds,
        Because = decision.Because,
    };
}
