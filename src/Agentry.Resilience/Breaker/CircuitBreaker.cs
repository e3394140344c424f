using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Agentry;

/// <summary>Polly's circuit breaker, entered and left by hand: a streamed reply is one call from its request to its last update.</summary>
internal sealed class CircuitBreaker
{
    private static readonly ResiliencePropertyKey<BreakerPass> Pass = new("Agentry.BreakerPass");

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<bool> _pipeline;
    private readonly ILogger _logger;

    public CircuitBreaker(string name, BreakerSettings settings, TimeProvider time, ILogger logger)
    {
        Name = name;
        _logger = logger;
        _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
        {
            FailureRatio = settings.Ratio,
            MinimumThroughput = settings.Minimum,
            SamplingDuration = settings.Sampling,
            BreakDurationGenerator = arguments => new(settings.BreakAfter(arguments.HalfOpenAttempts)),
            StateProvider = _state,
            ShouldHandle = static arguments => new(arguments.Outcome.Result),
            OnOpened = OnOpened,
            OnHalfOpened = OnHalfOpened,
            OnClosed = OnClosed,
        }).Build();
    }

    public string Name { get; }

    /// <summary>Lets a call through.</summary>
    /// <param name="run">The run whose log hears of a change that the call brings about.</param>
    /// <returns>The pass to report on and to dispose of.</returns>
    /// <exception cref="CircuitOpenException">The circuit is open, or another call probes it.</exception>
    public async ValueTask<BreakerPass> EnterAsync(RunContext? run)
    {
        var pass = new BreakerPass(run);
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, CancellationToken.None);
        context.Properties.Set(Pass, pass);
        Task<Outcome<bool>> call = _pipeline.ExecuteOutcomeAsync(
            static (_, s) => s.pass.AdmitAsync(s.state.CircuitState == CircuitState.HalfOpen), context, (pass, state: _state)).AsTask();
        await Task.WhenAny(pass.Admitted, call).ConfigureAwait(false);
        if (pass.Admitted.IsCompleted)
        {
            (pass.Call, pass.Context) = (call, context);
            return pass;
        }

        Outcome<bool> refused = await call.ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
        if (refused.Exception is BrokenCircuitException broken)
            throw new CircuitOpenException(Name, broken.RetryAfter);
        refused.ThrowIfException();
        throw new InvalidOperationException("The breaker neither admitted nor refused the call.");
    }

    private ValueTask OnOpened(OnCircuitOpenedArguments<bool> arguments)
    {
        BreakerPass pass = arguments.Context.Properties.GetValue(Pass, null!);
        _logger.BreakerOpened(Name, arguments.BreakDuration, pass.Failure);
        pass.Run.Record(ResilienceEvents.BreakerOpened, new BreakerRecord(Name, pass.Failure, arguments.BreakDuration.TotalMilliseconds));
        return default;
    }

    private ValueTask OnHalfOpened(OnCircuitHalfOpenedArguments arguments)
    {
        _logger.BreakerHalfOpened(Name);
        arguments.Context.Properties.GetValue(Pass, null!).Run.Record(ResilienceEvents.BreakerHalfOpened, new BreakerRecord(Name, null, null));
        return default;
    }

    private ValueTask OnClosed(OnCircuitClosedArguments<bool> arguments)
    {
        _logger.BreakerClosed(Name);
        arguments.Context.Properties.GetValue(Pass, null!).Run.Record(ResilienceEvents.BreakerClosed, new BreakerRecord(Name, null, null));
        return default;
    }
}
