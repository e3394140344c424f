using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>The most that may be used. Null is no limit.</summary>
public sealed class BudgetCaps
{
    /// <summary>US dollars, of models and of tools that declare a cost.</summary>
    [Range(0d, 1_000_000_000d)]
    public decimal? MaxCost { get; set; }

    /// <summary>Tokens, input plus output.</summary>
    [Range(0L, long.MaxValue)]
    public long? MaxTokens { get; set; }

    /// <summary>Model calls, each attempt of one.</summary>
    [Range(0L, long.MaxValue)]
    public long? MaxModelCalls { get; set; }

    /// <summary>Tool calls.</summary>
    [Range(0L, long.MaxValue)]
    public long? MaxToolCalls { get; set; }
}
