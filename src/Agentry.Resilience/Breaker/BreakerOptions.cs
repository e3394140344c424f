using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>When a dependency counts as down, so that calls to it fail at once.</summary>
/// <remarks>
/// Counted are failures that speak of the dependency: <see cref="FailureClass.Transient"/>, <see cref="FailureClass.Timeout"/> and overload (HTTP 529). A rate
/// limit or a rejected request shows that it works; a call that was cancelled or refused shows nothing and is not counted at all.
/// </remarks>
public sealed class BreakerOptions
{
    /// <summary>Whether there is a breaker.</summary>
    /// <value>True by default.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The share of failed calls that opens it.</summary>
    /// <value>0.5 by default, the figure of common model routers.</value>
    [Range(0.01, 1.0)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>How many calls there must be within <see cref="SamplingDuration"/> before the share counts.</summary>
    /// <value>5 by default: model calls are few and long.</value>
    [Range(2, 100_000)]
    public int MinimumCalls { get; set; } = 5;

    /// <summary>The time over which calls are counted.</summary>
    /// <value>30 seconds by default.</value>
    [Duration(0.5, 86_400)]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it stays open before one call is let through as a probe. It doubles with each probe that fails.</summary>
    /// <value>5 seconds by default.</value>
    [Duration(0.5, 86_400)]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that it stays open between probes.</summary>
    /// <value>1 minute by default.</value>
    [Duration(0.5, 86_400)]
    public TimeSpan MaxBreakDuration { get; set; } = TimeSpan.FromMinutes(1);
}
