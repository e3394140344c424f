using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>What a host declares about a tool; configurable under <c>Agents:{agent}:Tools:{tool}</c>.</summary>
public sealed class ToolOptions
{
    /// <summary>What the tool promises about being run again.</summary>
    /// <value><see cref="ToolEffect.NonIdempotent"/> by default, the promise that asks for the most care.</value>
    public ToolEffect Effect { get; set; }

    /// <summary>How much harm a wrong call can do.</summary>
    /// <value><see cref="RiskTier.Low"/> for a read-only tool, otherwise <see cref="RiskTier.Medium"/>.</value>
    public RiskTier? Risk { get; set; }

    /// <summary>Whether its effect can be undone.</summary>
    /// <value>False by default.</value>
    public bool Reversible { get; set; }

    /// <summary>Longest wall time of one execution.</summary>
    /// <value>Null by default: <see cref="RunLimits.MaxStepDuration"/> of the run.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Scopes that the caller must hold, all of them; without them the tool does not exist for the run.</summary>
    public IList<string> RequiredScopes { get; } = [];

    /// <summary>Whether arguments that the schema does not declare are let through when the schema itself is silent about them.</summary>
    /// <value>False by default: an argument nobody declared is refused.</value>
    public bool AllowExtraArguments { get; set; }

    /// <summary>Which slips of a model in the arguments the contract mends by itself.</summary>
    /// <value><see cref="Coercions.None"/> by default: the model is told and repairs its call.</value>
    public Coercions Coerce { get; set; }

    /// <summary>Whether it may run outside a <see cref="RunScope"/> although it is <see cref="ToolEffect.NonIdempotent"/>.</summary>
    /// <value>False by default: without a scope nothing ties a repeated invocation to the first.</value>
    public bool AllowWithoutScope { get; set; }

    /// <summary>What a run does when nobody knows whether the tool had its effect: after a crash, a time-out, a lost connection.</summary>
    /// <value>
    /// <see cref="UnknownOutcomeHandling.Suspend"/> by default. In a <see cref="RunScope"/>, whose loop cannot wait, it is always
    /// <see cref="UnknownOutcomeHandling.TellModel"/>.
    /// </value>
    public UnknownOutcomeHandling WhenUnknown { get; set; }

    /// <summary>
    /// Whether a model may call the tool again, with the same arguments and so under a new idempotency key, after a call of the run whose outcome
    /// nobody knows.
    /// </summary>
    /// <value>
    /// False by default: a <see cref="ToolEffect.NonIdempotent"/> or <see cref="ToolEffect.Keyed"/> tool is refused with
    /// <see cref="ToolRefusalCodes.DuplicateOfUnknown"/>, because it could have its effect twice. After a failure it may always be called again.
    /// </value>
    public bool AllowRepeatAfterUnknown { get; set; }

    /// <summary>
    /// Whether the model says of each call how sure it is and what it doubts, beside the arguments and apart from them. Shown to it as the argument
    /// <c>_assessment</c>, which the tool never gets.
    /// </summary>
    /// <value>False by default.</value>
    public bool AskAssessment { get; set; }

    /// <summary>The risk of a call by its arguments. Set in code only.</summary>
    internal Func<IReadOnlyDictionary<string, object?>, RiskTier>? RiskOf { get; set; }

    /// <summary>What a call costs, in US dollars: reserved in the budgets before it runs and charged when it has begun. Needs <c>AddBudgets</c>.</summary>
    /// <value>Null by default: nothing.</value>
    [Range(0d, 1_000_000d)]
    public decimal? Cost { get; set; }

    /// <summary>What a call costs, from its arguments; comes before <see cref="Cost"/>. Set in code only.</summary>
    internal Func<ToolCallContext, decimal>? CostOf { get; set; }

    /// <summary>Finds out whether the effect of a call happened. Set in code only.</summary>
    internal Func<ToolCallContext, CancellationToken, ValueTask<CallSettlement?>>? Probe { get; set; }

    /// <summary>Tells, for tools that return errors as data, whether a result is a failure. Set in code only.</summary>
    internal Func<object?, bool>? FailsWhen { get; set; }
}
