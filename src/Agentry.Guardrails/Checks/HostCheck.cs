using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>Runs a guardrail of the host: on a thread of its own, for a limited time, and closed when it fails.</summary>
internal sealed class HostCheck(TimeSpan timeout, ILogger logger)
{
    private const string Category = "guardrail";

    public async Task<GuardrailResult> RunAsync(IGuardrail guardrail, GuardrailContext context, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<GuardrailResult> work = Task.Run(() => guardrail.CheckAsync(context, stop.Token).AsTask(), CancellationToken.None);
        try
        {
            GuardrailResult? result = await work.WaitAsync(timeout, context.Run.Time, cancellationToken).ConfigureAwait(false);
            stop.Dispose();
            return result ?? throw new InvalidOperationException($"Guardrail {guardrail.Name} gave no result.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            GiveUp(work, stop);
            logger.GuardrailTimedOut(guardrail.Name, context.Surface, context.Run.RunId.Value);
            return Closed(GuardrailCodes.TimedOut);
        }
        catch (Exception e)
        {
            return Failed(guardrail, context, e);
        }
    }

    public GuardrailResult Failed(IGuardrail guardrail, GuardrailContext context, Exception exception)
    {
        logger.GuardrailFailed(exception, guardrail.Name, context.Surface, context.Run.RunId.Value);
        return Closed(GuardrailCodes.Failed);
    }

    private static GuardrailResult Closed(string rule) =>
        GuardrailResult.Block(new GuardrailFinding { Category = Category, Rule = rule, Severity = GuardrailSeverity.High });

    /// <summary>It may never come back; whatever it does from here on counts for nothing.</summary>
    private static void GiveUp(Task work, CancellationTokenSource stop) => _ = Task.Run(async () =>
    {
        await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    });
}
