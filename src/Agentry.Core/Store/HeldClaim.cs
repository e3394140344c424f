namespace Agentry;

/// <summary>A claim that a store granted.</summary>
public sealed record HeldClaim
{
    /// <summary>The claim's id.</summary>
    public required string Id { get; init; }

    /// <summary>What it holds, as claimed; nothing once it is settled.</summary>
    public required IReadOnlyList<AccountAmount> Amounts { get; init; }

    /// <summary>True once it is settled.</summary>
    public required bool IsSettled { get; init; }
}
