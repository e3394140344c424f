namespace Agentry;

/// <summary>A layer around tool calls. One instance serves all calls of an agent at once: it must be thread-safe.</summary>
public interface IToolLayer
{
    /// <summary>Decides about the call, or lets it go on and looks at the outcome.</summary>
    /// <param name="context">The call.</param>
    /// <param name="next">The rest of the pipeline; call it at most once unless the layer is a retry, and await each result once.</param>
    /// <param name="cancellationToken">Cancelled when the run ends; rethrow it untouched.</param>
    /// <returns>The outcome. An exception counts as a refusal (<see cref="ToolRefusalCodes.LayerFailed"/>) unless the tool had begun.</returns>
    ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken);
}
