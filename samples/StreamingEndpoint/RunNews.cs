using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Agentry;

namespace StreamingEndpoint;

/// <summary>The data of one server-sent event; what does not apply is left out. Arguments and results of tools stay on the server.</summary>
internal sealed record RunNews
{
    public string? RunId { get; init; }

    public int? Turn { get; init; }

    public string? Text { get; init; }

    public string? CallId { get; init; }

    public string? Tool { get; init; }

    public ToolOutcomeKind? Outcome { get; init; }

    public string? Code { get; init; }

    public RunStatus? Status { get; init; }

    public string? Reason { get; init; }

    public string? Actor { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>Updates of a run at work, from the one already read. They have no id: text that was missed cannot be asked for again.</summary>
    public static async IAsyncEnumerable<SseItem<RunNews>> OfUpdates(IAsyncEnumerator<RunUpdate> updates)
    {
        do
            yield return Of(updates.Current);
        while (await updates.MoveNextAsync());
    }

    /// <summary>Events of the run log. Their id is their place in the log, from which a reader that was cut off goes on.</summary>
    public static async IAsyncEnumerable<SseItem<RunNews>> OfLog(IAsyncEnumerable<RunLogEntry> log)
    {
        await foreach (RunLogEntry entry in log)
        {
            RunNews news = Of(entry.Event) with { Actor = entry.Actor, At = entry.At };
            yield return new SseItem<RunNews>(news, JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Event.GetType().Name))
            {
                EventId = entry.Sequence.ToString(CultureInfo.InvariantCulture),
            };
        }
    }

    private static SseItem<RunNews> Of(RunUpdate update) => update switch
    {
        RunOpenedUpdate opened => new(new RunNews { RunId = opened.RunId.Value }, "opened"),
        TurnStartedUpdate turn => new(new RunNews { Turn = turn.Turn }, "turn"),
        TextUpdate text => new(new RunNews { Turn = text.Turn, Text = text.Text }, "text"),
        AttemptRestartedUpdate again => new(new RunNews { Turn = again.Turn, Reason = again.Because.ToString() }, "restarted"),
        ToolProposedUpdate call => new(new RunNews { Turn = call.Turn, CallId = call.CallId, Tool = call.Tool }, "tool_proposed"),
        ToolFinishedUpdate call => new(
            new RunNews { Turn = call.Turn, CallId = call.CallId, Tool = call.Tool, Outcome = call.Outcome, Code = call.Code }, "tool_finished"),
        SuspendedUpdate => new(new RunNews(), "suspended"),
        RunDoneUpdate { Run: var run } => new(
            new RunNews { RunId = run.Id.Value, Status = run.Status, Code = run.Reason?.Code, Reason = run.Reason?.Message, Text = run.Text }, "done"),
        _ => new(new RunNews(), "news"),
    };

    private static RunNews Of(RunEvent logged) => logged switch
    {
        ModelReplied reply => new RunNews { Turn = reply.Turn, Code = reply.FinishReason },
        ModelFailed failed => new RunNews { Turn = failed.Turn, Code = failed.FailureClass.ToString() },
        ModelInterrupted interrupted => new RunNews { Turn = interrupted.Turn },
        ToolIntended intended => new RunNews { CallId = intended.CallId, Tool = intended.Tool },
        ToolCompleted completed => new RunNews { CallId = completed.CallId, Outcome = completed.Outcome },
        ToolRefused refused => new RunNews { CallId = refused.CallId, Tool = refused.Tool, Code = refused.Code },
        ToolSuspended suspended => new RunNews { CallId = suspended.CallId, Tool = suspended.Tool },
        RunEnded ended => new RunNews { Status = ended.Status, Code = ended.Reason?.Code, Reason = ended.Reason?.Message },
        ExtensionEvent extension => new RunNews { Code = extension.Kind },
        _ => new RunNews(),
    };
}
