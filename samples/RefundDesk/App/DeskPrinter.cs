using System.Text.Json;
using Agentry;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace RefundDesk;

/// <summary>Shows on the console what happens, as it happens.</summary>
internal static class DeskPrinter
{
    private static readonly JsonSerializerOptions OneLine = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>Plain text without colours or folding where nobody looks at a terminal.</summary>
    public static void Prepare()
    {
        if (!Console.IsOutputRedirected)
            return;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        AnsiConsole.Profile.Width = 200;
    }

    public static void Pipeline(Agent agent)
    {
        AnsiConsole.Write(new Rule("[bold]RefundDesk[/]").LeftJustified());
        AnsiConsole.MarkupLine("model: [yellow]offline planner[/], rules instead of a language model; it says when it does not understand");
        AnsiConsole.MarkupLineInterpolated($"agent: {agent.Name}, version {agent.Version}, tools: {string.Join(", ", agent.Tools.Select(t => t.Name))}");
        AnsiConsole.MarkupLineInterpolated($"[grey]{agent.DescribePipeline()}[/]");
    }

    public static void Request(string text)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule().LeftJustified());
        AnsiConsole.MarkupLineInterpolated($"[bold]{text}[/]");
    }

    public static void Update(RunUpdate update)
    {
        switch (update)
        {
            case TextUpdate text:
                Text(text.Text);
                break;
            case ToolProposedUpdate proposed:
                AnsiConsole.MarkupLineInterpolated($"  [blue]{proposed.Tool}[/] [grey]{Short(Json(proposed.Arguments))}[/]");
                break;
            case ToolFinishedUpdate finished:
                string color = finished.Outcome == ToolOutcomeKind.Succeeded ? "green" : "red";
                AnsiConsole.MarkupLine($"    [{color}]{finished.Outcome.ToString().ToLowerInvariant()}[/] [grey]{Markup.Escape(Short(Json(finished.Answer)))}[/]");
                break;
            case RunDoneUpdate:
                AnsiConsole.WriteLine();
                break;
        }
    }

    public static void Text(string text) => AnsiConsole.Write(text);

    public static void Outcome(AgentRun run) => AnsiConsole.MarkupLineInterpolated(
        $"[grey]{run.Status}, {run.Turns} turns, {run.ToolCalls} tool calls, about {run.Usage.TotalTokenCount} tokens{(run.Reason is { } reason ? $", {reason}" : "")}[/]");

    public static async Task LogAsync(AgentRuns runs, RunId id)
    {
        Table table = new Table().Border(TableBorder.Minimal).BorderColor(Color.Grey);
        table.AddColumns("#", "actor", "event", "what");
        await foreach (RunLogEntry entry in runs.EventsAsync(id))
        {
            table.AddRow(
                new Text(entry.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                new Text(entry.Actor),
                new Text(entry.Event.GetType().Name),
                new Text(Summary(entry.Event)));
        }

        LogVerification check = await runs.VerifyAsync(id);
        AnsiConsole.MarkupLineInterpolated($"[grey]run log {id}, {(check.IsIntact ? "intact" : "BROKEN: " + check.Problem)}[/]");
        AnsiConsole.Write(table);
    }

    public static void Effects(OrderBook book, Outbox outbox)
    {
        AnsiConsole.Write(new Rule("what really happened").LeftJustified());
        foreach (Refund refund in book.Refunds)
            AnsiConsole.MarkupLineInterpolated($"refund of {refund.Amount} EUR on order {refund.OrderId}");
        foreach (Mail mail in outbox.Sent)
            AnsiConsole.MarkupLineInterpolated($"mail to {mail.To}: {mail.Subject}");
        if (book.Refunds.Count + outbox.Sent.Count == 0)
            AnsiConsole.MarkupLine("nothing was paid and nothing was sent");
    }

    private static string Summary(RunEvent @event) => @event switch
    {
        RunStarted e => $"{e.Caller.Subject} asks {e.Agent}",
        ModelReplied e => e.Calls.Count == 0 ? "answer" : string.Join(", ", e.Calls.Select(c => c.Tool)),
        ToolIntended e => $"{e.Tool} ({e.Effect}) key {e.Key[..8]}",
        ToolCompleted e => $"{e.Outcome} in {e.DurationMs:0.0} ms",
        ToolRefused e => $"{e.Tool}: {e.Code}",
        RunEnded e => $"{e.Status} {e.Reason}",
        _ => "",
    };

    private static string Json(object? value) => value switch
    {
        null => "",
        string text => text,
        JsonElement element => element.GetRawText(),
        _ => JsonSerializer.Serialize(value, OneLine),
    };

    private static string Short(string text) => text.Length <= 110 ? text : text[..109] + "…";
}
