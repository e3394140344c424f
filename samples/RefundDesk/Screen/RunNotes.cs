using System.Globalization;
using System.Text.Json;
using Agentry;

namespace RefundDesk;

/// <summary>Puts into words what the layers recorded about a run.</summary>
internal static class RunNotes
{
    /// <summary>What guardrails found, the same finding once.</summary>
    public static IEnumerable<string> Findings(AgentRun run) => run.Findings()
        .GroupBy(f => (f.Surface, f.Tool, f.Category, f.Rule, f.Verdict))
        .Select(same => $"{Place(same.First())}: {same.Key.Category} ({same.Key.Rule}{Times(same.Sum(f => f.Count))}) {Consequence(same.First())}");

    /// <summary>Failed attempts at a model, the waits between them, the next model and the circuit breaker, in their order; what repeats turn after turn once.</summary>
    public static IEnumerable<string> Resilience(AgentRun run)
    {
        List<(string Text, List<int> Turns)> lines = [];
        foreach ((string text, int? turn) in Read(run.Extensions.Where(e => e.Version == 1)))
        {
            if (turn is null || lines is [] || lines[^1].Text != text)
                lines.Add((text, []));
            if (turn is { } number)
                lines[^1].Turns.Add(number);
        }

        return lines.Select(line => line.Turns switch
        {
            [] => line.Text,
            [var only] => $"turn {only}: {line.Text}",
            [var first, .., var last] => $"turns {first} to {last}: {line.Text}",
        });
    }

    private static string Place(GuardrailFinding finding) => finding.Surface switch
    {
        GuardrailSurfaces.UserInput => "request",
        GuardrailSurfaces.ToolArgument => $"arguments of {finding.Tool}",
        GuardrailSurfaces.ToolResult => $"result of {finding.Tool}",
        _ => "answer",
    };

    private static string Times(int count) => count == 1 ? "" : $", {count} times";

    private static string Consequence(GuardrailFinding finding) => (finding.Verdict, finding.Category) switch
    {
        (GuardrailVerdict.Rewrite, "injection") => "taken out before the model saw it",
        (GuardrailVerdict.Rewrite, "personal_data") => finding.Surface is GuardrailSurfaces.UserInput or GuardrailSurfaces.ToolResult
            ? "replaced by a token before the model saw it"
            : "redacted",
        (GuardrailVerdict.Rewrite, _) => "rewritten",
        (GuardrailVerdict.Block, _) => "blocked",
        (GuardrailVerdict.RequireApproval, _) => "waits for a person",
        _ => "noted",
    };

    private static IEnumerable<(string Text, int? Turn)> Read(IEnumerable<ExtensionEvent> events)
    {
        bool isOpen = false;
        foreach (ExtensionEvent e in events)
        {
            // A call that an open circuit refused was not made; the line about the next model says so.
            bool wasOpen = isOpen;
            isOpen = e.Kind == ResilienceEvents.AttemptFailed && e.Body.Text("because") == "circuit_open";
            string? text = e.Kind switch
            {
                ResilienceEvents.AttemptFailed when !isOpen && IsWorthSaying(e.Body) => Attempt(e.Body),
                ResilienceEvents.FailedOver when wasOpen => $"its circuit is open, {e.Body.Text("to")} is asked at once",
                ResilienceEvents.FailedOver => $"{e.Body.Text("from")} is given up, {e.Body.Text("to")} is asked",
                ResilienceEvents.BreakerOpened => $"the circuit of {e.Body.Text("name")} opened: it is left alone for {Seconds(e.Body, "breakMs")}",
                ResilienceEvents.BreakerHalfOpened => $"the circuit of {e.Body.Text("name")} lets one call through as a probe",
                ResilienceEvents.BreakerClosed => $"the circuit of {e.Body.Text("name")} closed: it works again",
                _ => null,
            };
            if (text is not null)
                yield return (text, (int?)e.Body.Number("turn"));
        }
    }

    /// <summary>A tool that said no is shown where it was called; one that is tried again is not.</summary>
    private static bool IsWorthSaying(JsonElement body) => body.Text("target") == "model" || body.Number("retryInMs") is not null;

    private static string Attempt(JsonElement body)
    {
        string status = body.Number("httpStatus") is { } http ? string.Create(CultureInfo.InvariantCulture, $", HTTP {http:0}") : "";
        string next = (body.Number("retryInMs"), body.Text("because")) switch
        {
            (not null, _) => $"again in {Seconds(body, "retryInMs")}",
            (_, "attempts_used") => "no attempt left",
            (_, var because) => because?.Replace('_', ' ') ?? "",
        };
        return string.Create(
            CultureInfo.InvariantCulture, $"{body.Text("name")}, attempt {body.Number("attempt"):0}: {body.Text("failureClass")}{status}; {next}");
    }

    private static string Seconds(JsonElement body, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{(body.Number(name) ?? 0) / 1000:0.0} s");
}
