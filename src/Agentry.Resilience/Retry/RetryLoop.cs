using System.Diagnostics.CodeAnalysis;
using Polly;
using Polly.Retry;

namespace Agentry;

/// <summary>Polly's retry strategy, with every decision left to the call. One for plain and streamed replies and for tools.</summary>
internal sealed class RetryLoop<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>
{
    private static readonly ResiliencePropertyKey<IRetryCall<T>> Call = new("Agentry.RetryCall");

    private readonly ResiliencePipeline<T> _pipeline;

    public RetryLoop(int maxAttempts, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<T> { TimeProvider = time };

        // With a single attempt the call still looks at the outcome, to record it.
        _pipeline = builder.AddRetry(new RetryStrategyOptions<T>
        {
            MaxRetryAttempts = Math.Max(1, maxAttempts - 1),
            ShouldHandle = static arguments => new(Of(arguments.Context).GoesOn(arguments.Outcome)),
            DelayGenerator = static arguments => new(Of(arguments.Context).Delay),
        }).Build();
    }

    public async ValueTask<Outcome<T>> RunAsync(Func<CancellationToken, ValueTask<T>> attempt, IRetryCall<T> call, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(Call, call);
        try
        {
            return await _pipeline.ExecuteOutcomeAsync(static (c, attempt) => OneAsync(attempt, c.CancellationToken), context, attempt).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static async ValueTask<Outcome<T>> OneAsync(Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return Outcome.FromResult(await attempt(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            return Outcome.FromException<T>(e);
        }
    }

    private static IRetryCall<T> Of(ResilienceContext context) => context.Properties.GetValue(Call, null!);
}
