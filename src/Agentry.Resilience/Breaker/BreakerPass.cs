using Polly;

namespace Agentry;

/// <summary>A call that a breaker has let through. Report what it came to once; disposing it unreported counts it as if it had not been.</summary>
internal sealed class BreakerPass(RunContext? run) : IAsyncDisposable
{
    private readonly TaskCompletionSource _admitted = new();
    private readonly TaskCompletionSource<bool> _failed = new();
    private bool _isProbe;

    public RunContext? Run => run;

    /// <summary>The failure that was reported.</summary>
    public FailureClass? Failure { get; private set; }

    public Task Admitted => _admitted.Task;

    public Task<Outcome<bool>>? Call { get; set; }

    /// <summary>What Polly keeps for the call; it goes back to the pool when the call is over.</summary>
    public ResilienceContext? Context { get; set; }

    /// <summary>The call itself, in Polly's eyes: it lasts until somebody reports.</summary>
    public async ValueTask<Outcome<bool>> AdmitAsync(bool isProbe)
    {
        _isProbe = isProbe;
        _admitted.SetResult();
        return Outcome.FromResult(await _failed.Task.ConfigureAwait(false));
    }

    /// <summary>The dependency answered, if only to refuse.</summary>
    public ValueTask SucceedAsync() => ReportAsync(failed: false);

    /// <summary>The call failed: counted if it says something about the dependency.</summary>
    public ValueTask FailAsync(FailureDetails failure)
    {
        Failure = failure.Class;
        if (failure.Class == FailureClass.Refused)
            return default;
        return ReportAsync(failure.Class is FailureClass.Transient or FailureClass.Timeout || failure.IsOverload);
    }

    public ValueTask DisposeAsync() => _failed.Task.IsCompleted ? default : CloseAsync();

    private async ValueTask ReportAsync(bool failed)
    {
        if (!_failed.TrySetResult(failed))
            return;
        await Call!.ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(Context!);
    }

    /// <summary>
    /// Without a report Polly never learns that the call is over, and so never counts it. Only a probe must not vanish, or nobody probes again: it
    /// has shown nothing, so the circuit stays open for another while.
    /// </summary>
    private ValueTask CloseAsync() => _isProbe ? ReportAsync(failed: true) : default;
}
