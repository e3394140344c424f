namespace Agentry;

/// <summary>The store's answer to a commit.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Reason">For <see cref="CommitOutcome.Refused"/>: a snake_case word from <see cref="RunReasonCodes"/> or of the store.</param>
/// <param name="ConflictingRun">The run that stands in the way, if one does.</param>
public readonly record struct CommitResult(CommitOutcome Outcome, string? Reason = null, RunId? ConflictingRun = null)
{
    private readonly IReadOnlyList<ClaimRefusal>? _refusedClaims;

    /// <summary>For <see cref="CommitOutcome.Committed"/>: the claims that were not granted.</summary>
    public IReadOnlyList<ClaimRefusal> RefusedClaims
    {
        get => _refusedClaims ?? [];
        init => _refusedClaims = value.Count == 0 ? null : value;
    }

    /// <summary>Everything was written.</summary>
    public static CommitResult Committed { get; } = new(CommitOutcome.Committed);
}
