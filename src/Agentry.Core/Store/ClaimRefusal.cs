namespace Agentry;

/// <summary>A claim that was not granted. The commit that carried it was written all the same, and nothing was taken for it.</summary>
public sealed record ClaimRefusal
{
    /// <summary>The claim's id.</summary>
    public required string Id { get; init; }

    /// <summary>The first account that stood in the way.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>After how long the clock alone makes room in that account; null when it does not, because the account has neither window nor period, or the part is larger than its limit.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
