using System.Text.Json;
using Agentry;
using Microsoft.Extensions.AI;
using Spectre.Console;

namespace RefundDesk;

/// <summary>Shows on the console what happens, as it happens. For one run at a time.</summary>
internal sealed class DeskPrinter(IAnsiConsole console)
{
    private const int WidestRule = 110;
    private const int LongestJson = 110;

    private static readonly JsonSerializerOptions OneLine = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    private bool _midLine;

    public void Header(Agent agent, DeskSetup setup)
    {
        Rule("RefundDesk");
        DeskModels models = setup.Models;
        console.MarkupLineInterpolated($"model:     [yellow]{models.First}[/]{(setup.Outage == Outage.None ? "" : ", [down on purpose]")}");
        console.MarkupLineInterpolated($"stands by: [yellow]{models.Standby}[/]{(setup.Outage == Outage.Total ? ", [down on purpose]" : "")}");
        console.MarkupLineInterpolated($"agent:     {agent.Name}, version {agent.Version}, tools: {string.Join(", ", agent.Tools.Select(t => t.Name))}");
        console.MarkupLineInterpolated($"[grey]{agent.DescribePipeline()}[/]");
    }

    /// <summary>A line across, with a title.</summary>
    public void Rule(string title)
    {
        EndLine();
        int dashes = Math.Max(2, Math.Min(console.Profile.Width, WidestRule) - title.Length - 4);
        console.WriteLine();
        console.MarkupLineInterpolated($"[grey]──[/] [bold]{title}[/] [grey]{new string('─', dashes)}[/]");
    }

    public void Hint(string text) => console.MarkupLineInterpolated($"[grey]{text}[/]");

    public void Request(string text) => console.MarkupLineInterpolated($"[bold]> {text}[/]");

    public void Update(RunUpdate update)
    {
        switch (update)
        {
            case TextUpdate text:
                console.Write(text.Text);
                _midLine = true;
                break;
            case AttemptRestartedUpdate restarted when _midLine:
                Line($"  [fuchsia]void[/]   [grey]the reply broke off ({restarted.Because}): what stood there does not count, the model is asked again[/]");
                break;
            case ToolProposedUpdate proposed:
                Proposed(proposed.Tool, proposed.Arguments);
                break;
            case ToolFinishedUpdate finished:
                Finished(finished.Outcome, finished.Answer);
                break;
            case RunDoneUpdate:
                EndLine();
                break;
        }
    }

    /// <summary>What a run that was not streamed did and said.</summary>
    /// <param name="run">The run.</param>
    /// <param name="outcomes">How its calls ended, by id.</param>
    public void Whole(AgentRun run, IReadOnlyDictionary<string, ToolOutcomeKind> outcomes)
    {
        foreach (AIContent content in run.Messages.SelectMany(m => m.Contents))
        {
            if (content is FunctionCallContent call)
                Proposed(call.Name, call.Arguments);
            else if (content is FunctionResultContent result)
                Finished(outcomes.GetValueOrDefault(result.CallId, ToolOutcomeKind.Unknown), result.Result);
        }

        if (run.Text.Length > 0)
            console.WriteLine(run.Text);
    }

    /// <summary>A line that says what a layer did, or what came of it all.</summary>
    public void Note(string kind, string color, string text) => Line($"  [{color}]{Markup.Escape(kind),-6}[/] {Markup.Escape(text)}");

    public void Outcome(AgentRun run)
    {
        string color = run.Status == RunStatus.Completed ? "green" : "red";
        string failure = run.FailureClass is { } found ? $" ({found})" : "";
        string why = run.Reason is { } reason ? $": {reason}" : "";
        console.MarkupLineInterpolated(
            $"[grey]{Count(run.Turns, "turn")}, {Count(run.ToolCalls, "tool call")}, {run.Usage.TotalTokenCount ?? 0} tokens,[/] [{color}]{run.Status}{failure}[/]{why}");
    }

    public void WriteLine(string text)
    {
        EndLine();
        console.MarkupLineInterpolated($"{text}");
    }

    public void Write(Table table) => console.Write(table);

    private static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";

    private static string Json(object? value) => value switch
    {
        null => "",
        string text => text,
        JsonElement element => element.GetRawText(),
        _ => JsonSerializer.Serialize(value, OneLine),
    };

    private static string Short(string text) => text.Length <= LongestJson ? text : text[..(LongestJson - 1)] + "…";

    private void Proposed(string tool, object? arguments) => Line($"  [blue]{Markup.Escape(tool)}[/] [grey]{Markup.Escape(Short(Json(arguments)))}[/]");

    /// <summary>What went well is cut to a line; why something was not done is what a person wants to read.</summary>
    private void Finished(ToolOutcomeKind outcome, object? answer)
    {
        string text = Json(answer);
        if (outcome == ToolOutcomeKind.Succeeded)
            Line($"    [green]succeeded[/] [grey]{Markup.Escape(Short(text))}[/]");
        else if (answer is JsonElement json && json.Text("error") is { } error)
            Line($"    [red]not done[/] {Markup.Escape(error)} [grey]({Markup.Escape(json.Text("code") ?? "")})[/]");
        else
            Line($"    [red]{(outcome == ToolOutcomeKind.Refused ? "not run" : "not done")}[/] {Markup.Escape(text)}");
    }

    private void Line(string markup)
    {
        EndLine();
        console.MarkupLine(markup);
    }

    private void EndLine()
    {
        if (_midLine)
            console.WriteLine();
        _midLine = false;
    }
}
