namespace Agentry;

/// <summary>A check of texts. One instance serves all runs of an agent at once: it must be thread-safe.</summary>
/// <remarks>
/// It fails closed: one that throws, times out (<see cref="GuardrailOptions.Timeout"/>) or gives no result counts as
/// <see cref="GuardrailVerdict.Block"/>. Guardrails of the host run after those of the package and in parallel with each other; when one rewrites,
/// those added after it look at the new text. On <see cref="GuardrailSurfaces.Output"/> it sees whole texts, so that streamed text is
/// held back until the reply has ended.
/// </remarks>
public interface IGuardrail
{
    /// <summary>Its name in findings and in messages.</summary>
    string Name { get; }

    /// <summary>The surfaces it looks at. Asked once, when the agent is composed.</summary>
    GuardrailSurfaces Surfaces { get; }

    /// <summary>Looks at a text.</summary>
    /// <param name="context">The text and what is known about it.</param>
    /// <param name="cancellationToken">Cancelled when the run is, or when the time is up.</param>
    ValueTask<GuardrailResult> CheckAsync(GuardrailContext context, CancellationToken cancellationToken);
}
