namespace Agentry;

/// <summary>How far a run had come, and the hash over everything up to there: one line of exported heads.</summary>
internal sealed record RunHead
{
    public required string Tenant { get; init; }

    public required string Run { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Hexadecimal, as <see cref="LogVerification.Head"/>.</summary>
    public required string Head { get; init; }

    public RunKey Key => new(Tenant, new RunId(Run));
}
