using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry;

/// <summary>Metrics of tool calls.</summary>
internal sealed class ToolMetrics(Meter meter)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "gen_ai.execute_tool.duration", "s", "How long a tool call took, its checks included.", null, Buckets.Call);

    public bool Enabled => _duration.Enabled;

    public void Ended(ToolCallContext call, string? error, bool cancelled, double seconds)
    {
        var tags = new TagList
        {
            { Attributes.ToolName, call.Contract.Name },
            { Attributes.ToolType, ToolOperation.Type },
            { Attributes.AgentName, call.Run.AgentName },
        };
        if (error is not null)
            tags.Add(Attributes.ErrorType, error);
        if (cancelled)
            tags.Add(Attributes.Cancelled, true);
        _duration.Record(seconds, tags);
    }
}
