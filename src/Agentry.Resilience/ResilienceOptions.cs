using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>How calls survive failures; configurable under <c>Resilience</c> and <c>Agents:{agent}:Resilience</c>.</summary>
/// <remarks>
/// Numbers without another source follow what the SDKs of OpenAI and Anthropic do by themselves: two retries after the first attempt, 0.5 to 8
/// seconds apart.
/// </remarks>
public sealed class ResilienceOptions
{
    /// <summary>Longest wall time of one model call: all attempts, waits and further models together.</summary>
    /// <value>
    /// 4 minutes by default: two whole attempts, and less than <see cref="RunLimits.MaxStepDuration"/> (5 minutes), which would end the run without
    /// a failure class. The shorter of the two, of <see cref="RunLimits.MaxModelDuration"/> and of what the run has left holds.
    /// </value>
    [Duration(0.001, 86_400)]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>Longest wait of one attempt for the model: for the whole reply, or, streaming, for the first update and for each further one.</summary>
    /// <value>
    /// 2 minutes by default: reasoning models stay silent for more than one. While something may come after it, an attempt gets no more than its equal
    /// share of what the call has left: one part for itself, one for another attempt at its model, one for each further model.
    /// </value>
    [Duration(0.001, 86_400)]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>When a failed model call is made again.</summary>
    [ValidateObjectMembers]
    public RetryOptions Retry { get; set; } = new();

    /// <summary>When a model counts as down, for every agent of the host that uses it.</summary>
    [ValidateObjectMembers]
    public BreakerOptions Breaker { get; set; } = new();

    /// <summary>
    /// Keys of further <see cref="Microsoft.Extensions.AI.IChatClient"/>s, in the order in which they are asked when the agent's own model fails
    /// before its first content. Each gets the attempts of <see cref="Retry"/>, and its own default model: the agent's model id is not sent to it.
    /// </summary>
    /// <value>
    /// Empty by default. A list in configuration replaces the one before it, from code or from a less specific section; in code, adding
    /// appends and assigning replaces.
    /// </value>
    public IList<string> FailoverTo { get; set; } = [];

    /// <summary>What happens when a stream fails after its first content has been passed on.</summary>
    /// <value><see cref="MidStreamFailure.Fail"/> by default: text that a reader has seen is not taken back unasked.</value>
    public MidStreamFailure AfterFirstContent { get; set; }

    /// <summary>Retries, timeout and circuit breaker of tools.</summary>
    [ValidateObjectMembers]
    public ToolResilienceOptions Tools { get; set; } = new();
}
