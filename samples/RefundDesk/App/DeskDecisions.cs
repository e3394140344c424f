using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry;
using Spectre.Console;

namespace RefundDesk;

/// <summary>What a supervisor does from a second terminal: looks at what waits, and decides.</summary>
internal sealed class DeskDecisions(OpenDesk desk, IAnsiConsole console)
{
    private static readonly AgentCaller Supervisor = new() { Subject = "supervisor", Roles = new[] { "supervisor" }.ToFrozenSet() };

    /// <returns>The exit code: 0 when it was done.</returns>
    public async Task<int> RunAsync(CommandLine options)
    {
        IReadOnlyList<ApprovalRecord> waiting = await desk.Runs.Inbox.ListAsync();
        if (options.Command == "approvals")
            return await ListAsync(waiting);
        ApprovalRecord[] meant = [.. waiting.Where(w => w.Entry.Id.StartsWith(options.Id!, StringComparison.Ordinal))];
        if (meant is not [var only])
        {
            console.WriteLine(meant.Length == 0 ? $"Nothing that begins with {options.Id} waits." : $"More than one id begins with {options.Id}.");
            return 1;
        }

        ApprovalReceipt receipt = await desk.Runs.Inbox.DecideAsync(only.Entry.Id, await DecisionAsync(options, only), Supervisor);
        if (receipt.Refused is { } code)
        {
            console.WriteLine($"It does not count: {code}.");
            return 1;
        }

        console.WriteLine($"{receipt.Status}. The run goes on:");
        return await FollowAsync(only.Run.RunId);
    }

    private async Task<int> ListAsync(IReadOnlyList<ApprovalRecord> waiting)
    {
        if (waiting.Count == 0)
            console.WriteLine("Nothing waits.");
        foreach (ApprovalRecord record in waiting)
        {
            ApprovalDetails details = (await desk.Runs.Inbox.GetAsync(record.Entry.Id, Supervisor))!;
            console.WriteLine($"{record.Entry.Id}  {record.Entry.Tool} {details.Arguments?.GetRawText()}");
            console.WriteLine($"  asked by {record.Entry.Requester}, {record.Entry.Risk} risk, until {record.Entry.Deadline:u}. {details.What}");
            console.WriteLine($"  {details.Recommended}");
        }

        return 0;
    }

    private async Task<ApprovalDecision> DecisionAsync(CommandLine options, ApprovalRecord record)
    {
        if (options.Command == "approve")
            return ApprovalDecision.Approve();
        if (options.Command == "reject")
            return ApprovalDecision.Reject("The supervisor said no.");
        ApprovalDetails details = (await desk.Runs.Inbox.GetAsync(record.Entry.Id, Supervisor))!;
        JsonNode arguments = JsonNode.Parse(details.Arguments!.Value.GetRawText())!;
        arguments["amount"] = options.Amount;
        return ApprovalDecision.Edit(JsonSerializer.Deserialize<JsonElement>(arguments.ToJsonString()), "another amount");
    }

    /// <summary>Whichever terminal is open goes on with the run, this one at the latest.</summary>
    private async Task<int> FollowAsync(RunId id)
    {
        AgentRun run = await desk.Agent.ResumeAsync(id);
        if (!run.Status.IsTerminal() && run.PendingApprovals.Count == 0)
        {
            await foreach (RunLogEntry entry in desk.Runs.WatchAsync(id))
            {
                if (entry.Event is RunEnded)
                    break;
            }

            run = (await desk.Runs.GetAsync(id))!;
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Status}: {run.Text}"));
        return run.Status == RunStatus.Completed ? 0 : 1;
    }
}
