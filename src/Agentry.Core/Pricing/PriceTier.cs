using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>Prices of a request that reads more than a number of tokens, in US dollars per million. What is null stays as below the step.</summary>
public sealed class PriceTier
{
    /// <summary>The step: requests that read more than this.</summary>
    [Range(0L, long.MaxValue)]
    public long AboveInputTokens { get; set; }

    /// <summary>Tokens read.</summary>
    [Range(0d, 1_000_000d)]
    public decimal? Input { get; set; }

    /// <summary>Tokens written.</summary>
    [Range(0d, 1_000_000d)]
    public decimal? Output { get; set; }

    /// <summary>Tokens read from the provider's cache.</summary>
    [Range(0d, 1_000_000d)]
    public decimal? CachedInput { get; set; }

    /// <summary>Tokens written into the provider's cache.</summary>
    [Range(0d, 1_000_000d)]
    public decimal? CacheWrite { get; set; }
}
