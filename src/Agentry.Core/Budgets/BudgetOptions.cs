using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>What may be spent, by whom, and what happens when it is used up. The cap of a single run is <see cref="RunLimits.MaxCost"/>.</summary>
public sealed class BudgetOptions
{
    private ITokenEstimator? _estimator;

    /// <summary>What all runs of the agent together may use, of one tenant.</summary>
    [ValidateObjectMembers]
    public BudgetScope Agent { get; set; } = new();

    /// <summary>What all runs for one caller (<see cref="AgentCaller.Subject"/>) together may use, whatever the agent.</summary>
    [ValidateObjectMembers]
    public BudgetScope User { get; set; } = new();

    /// <summary>What all runs of a tenant together may use.</summary>
    [ValidateObjectMembers]
    public BudgetScope Tenant { get; set; } = new();

    /// <summary>What happens when a budget does not allow the next model call.</summary>
    /// <value><see cref="BudgetBreach.End"/> by default.</value>
    [EnumDataType(typeof(BudgetBreach))]
    public BudgetBreach OnBreach { get; set; }

    /// <summary>For <see cref="BudgetBreach.Cheaper"/>: the model, of the same provider, that is asked instead. If it does not fit either, the run ends.</summary>
    public string? CheaperModel { get; set; }

    /// <summary>What happens to a call whose model has no price while a cost is limited. Without such a limit the call is made and its cost said to be unknown.</summary>
    /// <value><see cref="UnknownPriceBehavior.Deny"/> by default.</value>
    [EnumDataType(typeof(UnknownPriceBehavior))]
    public UnknownPriceBehavior UnknownPrice { get; set; }

    /// <summary>The price of a model that has none, for <see cref="UnknownPriceBehavior.Assume"/>.</summary>
    [ValidateObjectMembers]
    public ModelPrice? AssumedPrice { get; set; }

    /// <summary>Prices by model or <c>provider/model</c>, over those of <see cref="PriceFile"/> and <see cref="PriceTable.Default"/>.</summary>
    public IDictionary<string, ModelPrice> Prices { get; } = new Dictionary<string, ModelPrice>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A file of prices as <see cref="PriceTable.Load"/> reads it, over <see cref="PriceTable.Default"/>; read at start.</summary>
    public string? PriceFile { get; set; }

    /// <summary>Output tokens that are reserved for a call that does not limit its output.</summary>
    /// <value>4,096 by default. Only with <see cref="AgentOptions.MaxOutputTokens"/> the provider is held to it.</value>
    [Range(1, 10_000_000)]
    public int AssumedOutputTokens { get; set; } = 4096;

    /// <summary>The parts of a budget at which a warning is logged and recorded, ascending, each above 0 and below 1; once per run, budget and part.</summary>
    /// <value>0.8 alone by default; empty warns of nothing. A list in configuration replaces the one before it.</value>
    public IList<double> WarnAt { get; set; } = [0.8];

    /// <summary>Counts tokens before a call. A method, because configuration cannot set it.</summary>
    internal ITokenEstimator Estimator() => _estimator ?? ByteTokenEstimator.Instance;

    internal void Use(ITokenEstimator estimator) => _estimator = estimator;
}
