namespace Agentry;

/// <summary>The stages around a model call, outermost first. The members are the order.</summary>
public enum ModelStage
{
    /// <summary>Spans, metrics, logs of the call.</summary>
    Observe,

    /// <summary>What the model gets to see: history kept well-formed, shortened, enriched.</summary>
    Context,

    /// <summary>Checks of what goes to the model and of what comes back, streamed text included.</summary>
    Guardrail,

    /// <summary>Answers that are known already. They pass the guardrails again.</summary>
    Cache,

    /// <summary>Which model, and the next one when it fails.</summary>
    Route,

    /// <summary>Another attempt at the same model.</summary>
    Retry,

    /// <summary>Rate limits and circuit breaker. Waiting here holds no money.</summary>
    Limits,

    /// <summary>Reserves what the attempt may cost, inside retry and route so that each attempt is charged.</summary>
    Budget,

    /// <summary>How long one attempt may take.</summary>
    Timeout,
}
