namespace Agentry;

/// <summary>A layer around whole runs. One instance serves all runs of an agent at once: it must be thread-safe.</summary>
public interface IRunLayer
{
    /// <summary>Decides about the run, or lets it go on and looks at its outcome.</summary>
    /// <param name="context">The run.</param>
    /// <param name="next">The rest of the pipeline; call it at most once.</param>
    /// <param name="cancellationToken">Cancelled when the run is; rethrow it untouched.</param>
    /// <returns>The outcome. An exception fails the run (<see cref="RunReasonCodes.LayerFailed"/>): no check is skipped by throwing.</returns>
    ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken);
}
