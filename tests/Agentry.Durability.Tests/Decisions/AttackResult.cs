namespace Agentry.Tests;

/// <summary>What became of an attack.</summary>
internal sealed record AttackResult
{
    public required string Name { get; init; }

    /// <summary>The code that has to refuse it; null where the run goes on waiting as if nothing had been said.</summary>
    public required string? Expected { get; init; }

    public required int Executions { get; init; }

    public required bool IsIntended { get; init; }

    public required bool IsIntact { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>What refused it, at the inbox, in the mailbox or when the call was about to run.</summary>
    public required IReadOnlyList<string> Traces { get; init; }

    /// <summary>True when nothing ran, and the log is whole and says why.</summary>
    public bool IsRefused =>
        Executions == 0 && !IsIntended && IsIntact && (Expected is { } code ? Traces.Contains(code) : Status == RunStatus.AwaitingApproval);

    public override string ToString() => $"{Name}: {(Traces.Count == 0 ? "still waits" : string.Join(", ", Traces.Distinct()))}";
}
