using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agentry.Tests;

/// <summary>A ticket whose calls with an effect wait for a person, who sits in the same process and dies with it.</summary>
internal static class ApprovalCommands
{
    private static readonly AgentCaller Clerk = new() { Subject = "clerk", Roles = new[] { "finance" }.ToFrozenSet() };

    public static async Task RunAsync(string file, string port, string ticket, string[] kill)
    {
        var desk = new DeskHost(file, port) { Kill = new KillPlan(kill is [var spec, ..] ? spec : "never"), AsksPeople = true };
        using IHost host = desk.Build();
        AgentRuns runs = host.Services.GetRequiredService<AgentRuns>();
        Agent agent = host.Services.GetRequiredKeyedService<Agent>(DeskHost.Agent);
        await host.StartAsync();
        long start = Stopwatch.GetTimestamp();
        desk.Kill.Begin();
        AgentRun run = await agent.AskAsync(new RunRequest(DeskScript.Ask(ticket)) { IdempotencyKey = ticket, Caller = AgentCaller.Of("customer") });
        while (run.Status.IsSuspended())
        {
            RunState state = await runs.StateAsync(run.Id);
            if (state.Status.IsSuspended())
                await DecideAsync(runs, run.Id, host.Services.GetRequiredService<DeskTools>(), ticket);
            await foreach (RunLogEntry entry in runs.WatchAsync(run.Id, fromSequence: state.Sequence + 1))
            {
                if (entry.Event is RunSuspended or RunEnded)
                    break;
            }

            run = (await runs.GetAsync(run.Id))!;
        }

        Console.WriteLine("done " + JsonSerializer.Serialize(new DeskResult
        {
            Run = run.Id.Value,
            Status = run.Status.ToString(),
            Text = run.Text,
            Writes = desk.Kill.Writes,
            Microseconds = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds,
        }));
        await host.StopAsync();
    }

    private static async Task DecideAsync(AgentRuns runs, RunId run, DeskTools tools, string ticket)
    {
        foreach (ApprovalRecord waiting in await runs.Inbox.ListAsync(new ApprovalQuery { Run = run }))
        {
            if (waiting.Entry.Kind == ApprovalKind.Approval)
            {
                await runs.Inbox.DecideAsync(waiting.Entry.Id, ApprovalDecision.Approve("fine"), Clerk);
                continue;
            }

            string? receipt = await tools.FindAsync($"/{waiting.Entry.Tool}/{ticket}/{waiting.Entry.CallId}", default);
            try
            {
                await runs.SettleAsync(run, waiting.Entry.CallId, DeskTools.Settlement(receipt), "clerk", "asked the service");
            }
            catch (AgentryException)
            {
                // An earlier process had settled it, and the run was woken meanwhile.
            }
        }
    }
}
