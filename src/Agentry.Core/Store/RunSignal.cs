namespace Agentry;

/// <summary>A word from outside to the owner of a run. It waits in the run's mailbox until the owner writes what it made of it.</summary>
/// <param name="Id">Makes it idempotent: a second signal with the same id is ignored.</param>
/// <param name="Kind">What it asks for, such as <see cref="Cancel"/>.</param>
/// <param name="Actor">Who sends it.</param>
/// <param name="Body">Details as JSON, or a plain sentence.</param>
public sealed record RunSignal(string Id, string Kind, string Actor, string? Body = null)
{
    /// <summary>Asks to cancel the run; the body is the reason.</summary>
    public const string Cancel = "cancel";

    /// <summary>Settles a call whose outcome is unknown.</summary>
    public const string Settle = "settle";

    /// <summary>Brings a person's decision about a call.</summary>
    public const string Decide = "decide";

    /// <summary>Raises the caps of the run.</summary>
    public const string RaiseBudget = "raise_budget";

    /// <summary>Brings the outcome of an execution whose worker does not own the run any more.</summary>
    public const string LateOutcome = "late_outcome";
}
