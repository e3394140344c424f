namespace Agentry;

/// <summary>The stages around a tool call, outermost first. The members are the order.</summary>
/// <remarks>
/// The three result stages stand outside the ledger and are read from the inside out: the outcome is recorded first, then checked
/// against its contract, labelled with where it came from, and guarded; a check that fails there cannot run the tool again.
/// </remarks>
public enum ToolStage
{
    /// <summary>Spans, metrics, logs of the call.</summary>
    Observe,

    /// <summary>May this caller know of the tool? Before the contract, because repair messages show schemas.</summary>
    Permission,

    /// <summary>Tokens in the arguments become the values that the run keeps for them.</summary>
    Reveal,

    /// <summary>Do the arguments fit the schema? Whatever rewrites arguments later comes back here.</summary>
    Contract,

    /// <summary>Checks of the arguments.</summary>
    Guardrail,

    /// <summary>Is this call allowed?</summary>
    Policy,

    /// <summary>Must a person see it first?</summary>
    Approval,

    /// <summary>Counts, rate limits, circuit breaker.</summary>
    Limits,

    /// <summary>Reserves what the call may cost.</summary>
    Budget,

    /// <summary>Checks of what comes back.</summary>
    ResultGuardrail,

    /// <summary>Labels what comes back with where it came from.</summary>
    Provenance,

    /// <summary>Does the result fit the result schema?</summary>
    ResultContract,

    /// <summary>The intent before the effect, the outcome after it.</summary>
    Ledger,

    /// <summary>Another attempt, if the effect allows it, with the same idempotency key.</summary>
    Retry,

    /// <summary>How long one attempt may take.</summary>
    Timeout,
}
