using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry;

/// <summary>Metrics of runs that are over.</summary>
internal sealed class RunMetrics(Meter meter)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "gen_ai.invoke_agent.duration", "s", "How long a run was at work, time suspended not counted.", null, Buckets.Run);

    private readonly Histogram<long> _modelCalls = meter.CreateHistogram(
        "gen_ai.invoke_agent.inference_calls", "{inference_call}", "Model calls of a run, failed ones included, child runs' not.", null, Buckets.Counts);

    private readonly Histogram<long> _toolCalls = meter.CreateHistogram(
        "gen_ai.invoke_agent.tool_calls", "{tool_call}", "Tool calls that a run executed, failed ones included, child runs' not.", null, Buckets.Counts);

    private readonly Histogram<double> _cost = meter.CreateHistogram(
        "agentry.run.cost", "{USD}", "US dollars of a run's own model and tool calls, child runs' not.", null, Buckets.Dollars);

    public bool Enabled => _cost.Enabled || _duration.Enabled || _modelCalls.Enabled || _toolCalls.Enabled;

    public void Ended(RunContext run, RunOutcome outcome, string? model, double seconds)
    {
        var tags = new TagList { { Attributes.AgentName, run.AgentName } };
        _modelCalls.Record(run.State.Turns, tags);
        _toolCalls.Record(run.State.ToolCalls, tags);
        if (model is not null)
            tags.Add(Attributes.RequestModel, model);
        tags.Add(Attributes.RunStatus, Words.Of(outcome.Status));
        if (outcome.Status == RunStatus.Failed)
            tags.Add(Attributes.ErrorType, ErrorType.Of(outcome));
        _duration.Record(seconds, tags);
        if (run.State.SettledSteps > 0)
            _cost.Record((double)run.State.Cost, tags);
    }
}
