using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>How far a run may go. Reaching a limit ends the run gracefully, as <see cref="RunStatus.LimitReached"/> with the partial result.</summary>
/// <remarks>
/// On an agent the values are its defaults; on a <see cref="RunRequest"/> a value can only tighten the agent's. A child run
/// counts its tokens and tool calls against its parents' limits too, and inherits their deadline. Null means no limit.
/// </remarks>
public sealed record RunLimits
{
    /// <summary>Most turns: model calls together with the tool calls that they ask for.</summary>
    /// <value>40 by default, the figure of Microsoft's tool loop (<c>MaximumIterationsPerRequest</c>).</value>
    [Range(1, 1_000_000)]
    public int? MaxTurns { get; set; }

    /// <summary>Most tool calls that are executed, child runs included.</summary>
    /// <value>250 by default.</value>
    [Range(0, 10_000_000)]
    public int? MaxToolCalls { get; set; }

    /// <summary>Most executed calls of any one tool in the run itself.</summary>
    /// <value>Null, no limit, by default.</value>
    [Range(0, 10_000_000)]
    public int? MaxCallsPerTool { get; set; }

    /// <summary>How deep child runs may nest; a run that nobody started from a tool has depth 0.</summary>
    /// <value>4 by default.</value>
    [Range(0, 64)]
    public int? MaxDepth { get; set; }

    /// <summary>Most tokens, input plus output as the provider reports them, child runs included. Checked before each model call.</summary>
    /// <value>Null, no limit, by default.</value>
    [Range(1, long.MaxValue)]
    public long? MaxTokens { get; set; }

    /// <summary>
    /// Most US dollars, of models and of tools that declare a cost, child runs included; reserved before each call. Needs <c>AddBudgets</c>; without it
    /// such a run is refused.
    /// </summary>
    /// <value>Null, no limit, by default.</value>
    [Range(0d, 1_000_000_000d)]
    public decimal? MaxCost { get; set; }

    /// <summary>Longest wall time of the run. Time spent suspended does not count.</summary>
    /// <value>30 minutes by default.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan? MaxDuration { get; set; }

    /// <summary>
    /// Longest wall time of one model call or one tool call, all attempts together; <see cref="MaxModelDuration"/> and a tool's own timeout may be
    /// shorter.
    /// </summary>
    /// <value>5 minutes by default.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan? MaxStepDuration { get; set; }

    /// <summary>Longest wall time of one model call, all attempts together, where tools need longer.</summary>
    /// <value>Null by default: <see cref="MaxStepDuration"/> alone.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan? MaxModelDuration { get; set; }

    /// <summary>How long things should take. Passing a target is recorded and cuts nothing.</summary>
    /// <value>Null, no targets, by default.</value>
    [ValidateObjectMembers]
    public LatencyTargets? Latency { get; set; }

    /// <summary>
    /// How many turns in a row may consist of invalid tool calls only, and how many answers of a run may lack the shape that was asked for; each costs
    /// one repair message.
    /// </summary>
    /// <value>3 by default.</value>
    [Range(0, 1000)]
    public int? MaxRepairs { get; set; }

    /// <summary>The defaults of every agent.</summary>
    internal static RunLimits Default => new()
    {
        MaxTurns = 40,
        MaxToolCalls = 250,
        MaxDepth = 4,
        MaxDuration = TimeSpan.FromMinutes(30),
        MaxStepDuration = TimeSpan.FromMinutes(5),
        MaxRepairs = 3,
    };

    /// <summary>The time of one model call.</summary>
    internal TimeSpan? OfModelStep => Min(MaxModelDuration, MaxStepDuration);

    /// <summary>What a child run takes over from the run around it; the rest is counted there.</summary>
    internal RunLimits ForChild() => new() { MaxDepth = MaxDepth, MaxStepDuration = MaxStepDuration, MaxModelDuration = MaxModelDuration };

    /// <summary>The stricter of each pair.</summary>
    internal RunLimits Tighten(RunLimits? other) => other is null ? this : new()
    {
        MaxTurns = Min(MaxTurns, other.MaxTurns),
        MaxToolCalls = Min(MaxToolCalls, other.MaxToolCalls),
        MaxCallsPerTool = Min(MaxCallsPerTool, other.MaxCallsPerTool),
        MaxDepth = Min(MaxDepth, other.MaxDepth),
        MaxTokens = Min(MaxTokens, other.MaxTokens),
        MaxCost = Min(MaxCost, other.MaxCost),
        MaxDuration = Min(MaxDuration, other.MaxDuration),
        MaxStepDuration = Min(MaxStepDuration, other.MaxStepDuration),
        MaxModelDuration = Min(MaxModelDuration, other.MaxModelDuration),
        Latency = Tighten(Latency, other.Latency),
        MaxRepairs = Min(MaxRepairs, other.MaxRepairs),
    };

    private static LatencyTargets? Tighten(LatencyTargets? a, LatencyTargets? b) => a is null || b is null ? a ?? b : new()
    {
        Run = Min(a.Run, b.Run),
        ModelStep = Min(a.ModelStep, b.ModelStep),
        FirstContent = Min(a.FirstContent, b.FirstContent),
        ToolStep = Min(a.ToolStep, b.ToolStep),
    };

    private static T? Min<T>(T? a, T? b)
        where T : struct, IComparable<T> =>
        a is not { } x ? b : b is not { } y ? a : x.CompareTo(y) <= 0 ? a : b;
}
