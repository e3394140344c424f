namespace Agentry;

/// <summary>What one attempt of a model call, or one tool call, came to.</summary>
public sealed record SpendStep
{
    /// <summary>The turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>The tool call; null for a model call.</summary>
    public string? CallId { get; init; }

    /// <summary>The tool, or else the model.</summary>
    public string? Name { get; init; }

    /// <summary>The tokens charged.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>US dollars; null when the model has no price.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Where the amount comes from.</summary>
    public required SpendBasis Basis { get; init; }

    /// <summary>Why it is not as the provider reported it.</summary>
    public string? Reason { get; init; }
}
