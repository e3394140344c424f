namespace Agentry;

/// <summary>What is done with a call, by its risk.</summary>
public sealed class RiskHandlingOptions
{
    /// <summary>For <see cref="RiskTier.Low"/>.</summary>
    /// <value><see cref="RiskHandling.Autonomous"/> by default.</value>
    public RiskHandling Low { get; set; }

    /// <summary>For <see cref="RiskTier.Medium"/>.</summary>
    /// <value><see cref="RiskHandling.Autonomous"/> by default.</value>
    public RiskHandling Medium { get; set; }

    /// <summary>For <see cref="RiskTier.High"/>.</summary>
    /// <value><see cref="RiskHandling.AsynchronousApproval"/> by default.</value>
    public RiskHandling High { get; set; } = RiskHandling.AsynchronousApproval;

    /// <summary>For <see cref="RiskTier.Critical"/>.</summary>
    /// <value><see cref="RiskHandling.SynchronousApproval"/> by default.</value>
    public RiskHandling Critical { get; set; } = RiskHandling.SynchronousApproval;

    /// <summary>
    /// From which risk on a call that ran and failed waits until a person has settled it through <see cref="AgentRuns.SettleAsync"/>, as a call with an unknown
    /// outcome does: it happened all the same, it is to run again, or the model is told that it failed. Not for read-only tools, nor under a foreign loop.
    /// </summary>
    /// <value><see cref="RiskTier.High"/> by default; null tells the model of any failure at once.</value>
    public RiskTier? EscalateFailuresFrom { get; set; } = RiskTier.High;

    internal RiskHandling Of(RiskTier risk) => risk switch
    {
        RiskTier.Low => Low,
        RiskTier.Medium => Medium,
        RiskTier.High => High,
        _ => Critical,
    };
}
