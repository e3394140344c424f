using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>How an agent behaves; configurable under <c>Agents:{agent}</c>.</summary>
public sealed class AgentOptions
{
    /// <summary>What the agent is told before every conversation, as the system message.</summary>
    public string? Instructions { get; set; }

    /// <summary>The model to ask for; null leaves it to the client.</summary>
    public string? ModelId { get; set; }

    /// <summary>The model's temperature; null leaves it to the provider.</summary>
    [Range(0.0, 2.0)]
    public float? Temperature { get; set; }

    /// <summary>Most tokens of one reply; null leaves it to the provider.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxOutputTokens { get; set; }

    /// <summary>How far each run may go.</summary>
    [ValidateObjectMembers]
    public RunLimits Limits { get; set; } = RunLimits.Default;

    /// <summary>Most read-only calls of one turn that run at the same time. Other calls run one by one, in the model's order.</summary>
    /// <value>4 by default.</value>
    [Range(1, 256)]
    public int MaxParallelToolCalls { get; set; } = 4;

    /// <summary>How long a cancelled run waits for a tool that has begun, so that its outcome is recorded in the run.</summary>
    /// <value>5 seconds by default. A tool that takes longer is recorded as unknown, and its result as late when it comes.</value>
    [Duration(0, 3_600)]
    public TimeSpan CancellationGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a streamed reply without a finish reason counts as cut. Turn it off only for a client that never reports one.</summary>
    /// <value>True by default.</value>
    public bool RequireFinishReason { get; set; } = true;

    /// <summary>Whether the agent may have more than 50 tools.</summary>
    /// <value>False by default: it is an error at start. More than 20 are a warning.</value>
    public bool AllowManyTools { get; set; }
}
