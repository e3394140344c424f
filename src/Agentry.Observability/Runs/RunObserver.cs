using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>A span, the run's metrics, a logging scope and one log line around each run. With no listener the run goes straight on.</summary>
internal sealed class RunObserver(AgentTelemetry telemetry) : IRunLayer
{
    public ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken) =>
        telemetry.ObservesRuns ? ObservedAsync(context, next, cancellationToken) : next(context, cancellationToken);

    private async ValueTask<RunOutcome> ObservedAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken)
    {
        using IDisposable? scope = telemetry.WritesLogs ? telemetry.Logger.BeginScope(new RunLogScope(context)) : null;
        var operation = new RunOperation(telemetry, context);
        RunOutcome outcome;
        try
        {
            outcome = await next(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            operation.Left(context.OutcomeOf(e), e);
            throw;
        }

        operation.Left(outcome);
        return outcome;
    }
}
