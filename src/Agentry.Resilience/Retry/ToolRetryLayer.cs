using Polly;

namespace Agentry;

/// <summary>Runs a failed tool again if its effect allows it, inside the ledger: one intent, one idempotency key, one outcome.</summary>
/// <remarks>Not a child agent: its run retries by itself, and the same call would only find the same run again.</remarks>
internal sealed class ToolRetryLayer(ToolResilienceOptions options, ResilienceRuntime runtime) : IToolLayer
{
    private readonly RetryLoop<ToolOutcome> _loop = new(options.Retry.MaxAttempts, runtime.Time);

    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        if (context.Contract.IsAgent)
            return await next(context, cancellationToken).ConfigureAwait(false);
        var retry = new ToolRetry(context, options, runtime, cancellationToken);
        Outcome<ToolOutcome> outcome = await _loop.RunAsync(token => retry.AttemptAsync(next, token), retry, cancellationToken).ConfigureAwait(false);

        // Cancelled while it waited for the next attempt: the last one stands.
        if (outcome.Exception is OperationCanceledException && retry.Last is { } last)
            return last;
        outcome.ThrowIfException();
        return outcome.Result!;
    }
}
