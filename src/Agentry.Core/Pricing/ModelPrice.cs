using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>What a model costs, in US dollars per million tokens. Not thread-safe while it is being filled.</summary>
public sealed class ModelPrice
{
    private const decimal Million = 1_000_000m;

    /// <summary>Tokens read.</summary>
    [Range(0d, 1_000_000d)]
    public decimal Input { get; set; }

    /// <summary>Tokens written.</summary>
    [Range(0d, 1_000_000d)]
    public decimal Output { get; set; }

    /// <summary>Tokens read from the provider's cache.</summary>
    /// <value>Null: as <see cref="Input"/>.</value>
    [Range(0d, 1_000_000d)]
    public decimal? CachedInput { get; set; }

    /// <summary>Tokens written into the provider's cache.</summary>
    /// <value>Null: as <see cref="Input"/>.</value>
    [Range(0d, 1_000_000d)]
    public decimal? CacheWrite { get; set; }

    /// <summary>Tokens spent on reasoning, which are part of those written.</summary>
    /// <value>Null: as <see cref="Output"/>.</value>
    [Range(0d, 1_000_000d)]
    public decimal? Reasoning { get; set; }

    /// <summary>Prices of requests beyond a number of input tokens; the highest step that is reached holds for the whole request.</summary>
    [ValidateEnumeratedItems]
    public IList<PriceTier> Tiers { get; } = [];

    /// <summary>What a call costs, exactly. Counts that the provider left out are taken as 0.</summary>
    public decimal CostOf(TokenUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        long input = usage.Input ?? 0;
        long cached = Math.Clamp(usage.CachedInput ?? 0, 0, input);
        long written = Math.Clamp(usage.CacheWrite ?? 0, 0, input - cached);
        long output = usage.Output ?? 0;
        long reasoning = Math.Clamp(usage.Reasoning ?? 0, 0, output);
        PriceTier? tier = Reached(input);
        decimal perInput = tier?.Input ?? Input;
        decimal perOutput = tier?.Output ?? Output;
        return (((input - cached - written) * perInput)
            + (cached * (tier?.CachedInput ?? CachedInput ?? perInput))
            + (written * (tier?.CacheWrite ?? CacheWrite ?? perInput))
            + ((output - reasoning) * perOutput)
            + (reasoning * (Reasoning ?? perOutput))) / Million;
    }

    /// <summary>The most that so many tokens can cost, whatever is read from a cache, written to it or spent on reasoning.</summary>
    public decimal MostOf(long input, long output)
    {
        PriceTier? tier = Reached(input);
        decimal perInput = tier?.Input ?? Input;
        decimal perOutput = tier?.Output ?? Output;
        return ((input * Math.Max(perInput, tier?.CacheWrite ?? CacheWrite ?? 0)) + (output * Math.Max(perOutput, Reasoning ?? 0))) / Million;
    }

    private PriceTier? Reached(long input)
    {
        PriceTier? reached = null;
        foreach (PriceTier tier in Tiers)
        {
            if (input > tier.AboveInputTokens && tier.AboveInputTokens >= (reached?.AboveInputTokens ?? 0))
                reached = tier;
        }

        return reached;
    }
}
