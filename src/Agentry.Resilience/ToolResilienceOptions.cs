using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>How tool calls survive failures.</summary>
public sealed class ToolResilienceOptions
{
    /// <summary>Longest wall time of one attempt of a tool that may be repeated; its own timeout and the run's step limit may be shorter.</summary>
    /// <value>Null by default, the tool's own timeout: a child agent may take long, and a tool that must not repeat gains nothing from being given up.</value>
    [Duration(0.001, 86_400)]
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary>When a failed tool is run again, if its effect allows it; always with the same idempotency key.</summary>
    [ValidateObjectMembers]
    public RetryOptions Retry { get; set; } = new();

    /// <summary>When a tool counts as down, for every agent of the host that has it with the same contract.</summary>
    [ValidateObjectMembers]
    public BreakerOptions Breaker { get; set; } = new();
}
