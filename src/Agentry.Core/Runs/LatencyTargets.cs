using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>
/// How long a run and its steps should take. Nothing is cut: a step that takes longer goes on, and the breach is logged and recorded as <see cref="LatencyBreached"/> at that moment. What is cut is
/// <see cref="RunLimits.MaxDuration"/>, <see cref="RunLimits.MaxStepDuration"/> and <see cref="RunLimits.MaxModelDuration"/>.
/// </summary>
public sealed record LatencyTargets
{
    /// <summary>The run at work, suspended time not counted; recorded once a run, also when it is resumed.</summary>
    /// <value>Null, no target, by default.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan? Run { get; set; }

    /// <summary>One model call: all its attempts, waits and further models together.</summary>
    /// <value>Null, no target, by default.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan? ModelStep { get; set; }

    /// <summary>Streaming, from the beginning of a model call to its first content. A reply that is asked for as a whole has none.</summary>
    /// <value>Null, no target, by default.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan? FirstContent { get; set; }

    /// <summary>One tool call from its intent to its outcome, all attempts together, waiting for people not counted. Child runs are measured by their own targets.</summary>
    /// <value>Null, no target, by default.</value>
    [Duration(0.001, DurationAttribute.LongestTimer)]
    public TimeSpan? ToolStep { get; set; }
}
