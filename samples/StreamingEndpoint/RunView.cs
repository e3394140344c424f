using Agentry;

namespace StreamingEndpoint;

/// <summary>How a run stands, as its caller may see it.</summary>
internal sealed record RunView(string Id, RunStatus Status, string? Code, string? Reason, string Text, int Turns, int ToolCalls)
{
    public static RunView Of(AgentRun run) =>
        new(run.Id.Value, run.Status, run.Reason?.Code, run.Reason?.Message, run.Text, run.Turns, run.ToolCalls);
}
