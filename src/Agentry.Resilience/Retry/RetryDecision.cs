namespace Agentry;

/// <summary>Whether a failed attempt is followed by another.</summary>
/// <param name="Delay">How long to wait for it; null for no.</param>
/// <param name="Because">Why not, as a snake_case word.</param>
internal readonly record struct RetryDecision(TimeSpan? Delay, string? Because)
{
    public static RetryDecision After(TimeSpan delay) => new(delay, null);

    public static RetryDecision No(string because) => new(null, because);
}
