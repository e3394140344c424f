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

    internal RiskHandling Of(RiskTier risk) => risk switch
    {
        RiskTier.Low => Low,
        RiskTier.Medium => Medium,
        RiskTier.High => High,
        _ => Critical,
    };
}
