namespace Agentry;

/// <summary>How runs survive their process: leases, recovery, retention. Of the whole host; configurable under <c>Durability</c>.</summary>
public sealed class DurabilityOptions
{
    /// <summary>How long a worker owns a run without renewing it. A run whose worker died is taken over after this time at the latest.</summary>
    /// <value>30 seconds by default.</value>
    [Duration(0.1, 86_400)]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often this host renews the leases of its runs.</summary>
    /// <value>Null: a third of <see cref="LeaseDuration"/>. It must be shorter than that.</value>
    [Duration(0.01, 86_400)]
    public TimeSpan? RenewEvery { get; set; }

    /// <summary>How often this host looks for signals to its runs, and for runs that need a worker.</summary>
    /// <value>1 second by default.</value>
    [Duration(0.01, 3_600)]
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether this host goes on with interrupted runs of its agents, and with suspended ones that a signal or a deadline wakes.</summary>
    /// <value>True by default. Needs a started host; without one, <see cref="AgentRuns.RecoverAsync"/> does the same once.</value>
    public bool Recover { get; set; } = true;

    /// <summary>Most runs that recovery works on at the same time.</summary>
    /// <value>8 by default.</value>
    [System.ComponentModel.DataAnnotations.Range(1, 1_000)]
    public int MaxConcurrentRecoveries { get; set; } = 8;

    /// <summary>How often a run may be taken over without any progress before it is quarantined: suspended until a person resumes or cancels it.</summary>
    /// <value>5 by default.</value>
    [System.ComponentModel.DataAnnotations.Range(1, 1_000)]
    public int MaxRecoveries { get; set; } = 5;

    /// <summary>The wait after a recovery that failed; it doubles with each further one.</summary>
    /// <value>1 second by default.</value>
    [Duration(0, 3_600)]
    public TimeSpan RecoveryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two recoveries of a run.</summary>
    /// <value>5 minutes by default.</value>
    [Duration(0, 86_400)]
    public TimeSpan MaxRecoveryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a client's idempotency key leads to the run that was started under it, counted from its start.</summary>
    /// <value>Null by default: as long as the run is kept. A key never expires while its run is not over.</value>
    [Duration(0, 315_360_000)]
    public TimeSpan? IdempotencyKeyLifetime { get; set; }

    /// <summary>How long a run is kept after its end; older ones are pruned by started hosts, once a minute.</summary>
    /// <value>Null by default: for ever.</value>
    [Duration(0, 3_153_600_000)]
    public TimeSpan? Retention { get; set; }

    internal TimeSpan RenewInterval => RenewEvery ?? (LeaseDuration / 3);

    internal TimeSpan DelayAfter(int claims)
    {
        double factor = Math.Pow(2, Math.Clamp(claims - 1, 0, 30));
        return RecoveryDelay * factor < MaxRecoveryDelay ? RecoveryDelay * factor : MaxRecoveryDelay;
    }
}
