using System.Diagnostics;
using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agentry.Tests;

internal static class DeskCommands
{
    private const string Clerk = "clerk";

    /// <summary>Where tries are counted, a busy machine must not add some.</summary>
    private static readonly TimeSpan LongLease = TimeSpan.FromSeconds(2);

    /// <summary>Brings one ticket to its end, however often it was killed before.</summary>
    public static async Task RunAsync(string agentName, string file, string port, string ticket, string[] kill)
    {
        var desk = new DeskHost(file, port) { Kill = new KillPlan(kill is [var spec, ..] ? spec : "never"), MaxRecoveries = kill.Length > 1 ? 3 : 1_000, Lease = kill.Length > 1 ? LongLease : DeskHost.ShortLease };
        using IHost host = desk.Build();
        AgentRuns runs = host.Services.GetRequiredService<AgentRuns>();
        Agent agent = host.Services.GetRequiredKeyedService<Agent>(agentName);
        await host.StartAsync();
        long start = Stopwatch.GetTimestamp();
        desk.Kill.Begin();
        AgentRun run = kill.Length > 1 && await runs.ListAsync() is [{ } left, ..]
            ? await RecoveredAsync(runs, left)
            : await agent.AskAsync(new RunRequest(DeskScript.Ask(ticket)) { IdempotencyKey = ticket });
        while (run.Status.IsSuspended() && run.Suspension?.Kind != Suspension.Quarantine)
        {
            RunState state = await runs.StateAsync(run.Id);
            if (state.Status.IsSuspended())
                await SettleAsync(runs, host.Services.GetRequiredService<DeskTools>(), run.Id, ticket, state);
            await NextStopAsync(runs, run.Id, state.Sequence + 1);
            run = (await runs.GetAsync(run.Id))!;
        }

        Console.WriteLine("done " + JsonSerializer.Serialize(new DeskResult
        {
            Run = run.Id.Value,
            Status = run.Suspension?.Kind ?? run.Status.ToString(),
            Text = run.Text,
            Writes = desk.Kill.Writes,
            Microseconds = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds,
        }));
        await host.StopAsync();
    }

    /// <summary>Nobody asks for the run again: what goes on with it is recovery alone, which counts its tries.</summary>
    private static async Task<AgentRun> RecoveredAsync(AgentRuns runs, RunSummary left)
    {
        if (left.Status == RunStatus.Running)
            await NextStopAsync(runs, left.Run.RunId, left.Sequence + 1);
        return (await runs.GetAsync(left.Run.RunId))!;
    }

    /// <summary>A process that stood still for longer than its lease has lost the run, to its own recovery at the latest: who wants the result asks again.</summary>
    public static async Task<AgentRun> AskAsync(this Agent agent, RunRequest request)
    {
        for (int lost = 1; ; lost++)
        {
            try
            {
                return await agent.RunAsync(request);
            }
            catch (RunStoreException e) when (e.FailureClass == FailureClass.Refused && lost < 5)
            {
                Console.WriteLine($"lost {e.RunId}");
            }
        }
    }

    /// <summary>Starts runs of its own beside another process on the same file, and takes over what that one leaves.</summary>
    public static async Task FightAsync(string file, string port, string name, string count)
    {
        var desk = new DeskHost(file, port) { Lease = TimeSpan.FromSeconds(1.5), Speaks = true, TrustsAbsence = false };
        using IHost host = desk.Build();
        Agent agent = host.Services.GetRequiredKeyedService<Agent>(DeskHost.Agent);
        await host.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        await Task.WhenAll(Enumerable.Range(0, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)).Select(i => StartAsync(agent, $"{name}{i}")));
        Console.WriteLine("returned");
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }

    /// <summary>Reads a run's stream, from its start or from where a dead process left it.</summary>
    public static async Task StreamAsync(string file, string port, string ticket, string[] run)
    {
        bool hangs = run is not [_];
        var model = new ScriptedChatClient(_ =>
        {
            Console.WriteLine("asked");
            return hangs ? ModelReply.HangAfter("These are words that come one by one") : ModelReply.Text("This is the whole answer.").WithUsage(100, 20);
        });
        var desk = new DeskHost(file, port) { Model = model };
        using IHost host = desk.Build();
        Agent agent = host.Services.GetRequiredKeyedService<Agent>(DeskHost.Agent);
        if (run.Length > 0)
            await LeaseOverAsync(host.Services.GetRequiredService<RunStore>(), new RunKey("", new RunId(run[0])));
        IAsyncEnumerable<RunUpdate> updates = run.Length > 0
            ? agent.ResumeStreamingAsync(new RunId(run[0]))
            : agent.RunStreamingAsync(new RunRequest(DeskScript.Ask(ticket)) { IdempotencyKey = ticket });
        await foreach (RunUpdate update in updates)
        {
            Console.WriteLine(update switch
            {
                TurnStartedUpdate turn => $"turn {turn.Turn}",
                TextUpdate text => $"text {text.Text}",
                AttemptRestartedUpdate restarted => $"restarted {restarted.Turn}",
                RunDoneUpdate done => $"done {done.Run.Status} {done.Run.Text}",
                _ => update.GetType().Name,
            });
        }
    }

    /// <summary>The truth from the service. The process that sent the request is dead: what is not there now will not come.</summary>
    private static async Task SettleAsync(AgentRuns runs, DeskTools tools, RunId run, string ticket, RunState state)
    {
        foreach (Suspension waiting in state.Waiting)
        {
            string? receipt = await tools.FindAsync($"/{waiting.Tool}/{ticket}/{waiting.CallId}", default);
            try
            {
                await runs.SettleAsync(run, waiting.CallId!, DeskTools.Settlement(receipt), Clerk, "asked the service");
            }
            catch (AgentryException)
            {
                // An earlier process had settled it, and the run was woken meanwhile.
            }
        }
    }

    private static async Task NextStopAsync(AgentRuns runs, RunId run, long from)
    {
        await foreach (RunLogEntry entry in runs.WatchAsync(run, fromSequence: from))
        {
            if (entry.Event is RunSuspended or RunEnded)
                return;
        }
    }

    private static async Task StartAsync(Agent agent, string ticket)
    {
        try
        {
            await agent.RunAsync(new RunRequest(DeskScript.Ask(ticket)) { IdempotencyKey = ticket });
        }
        catch (RunStoreException e)
        {
            Console.WriteLine($"lost {ticket} {e.FailureClass}");
        }
    }

    /// <summary>Asks until the dead owner's lease is over; whoever asks then owns the run, and may take it over again from itself.</summary>
    private static async Task LeaseOverAsync(RunStore store, RunKey run)
    {
        var me = new StoreLease("resumer", TimeSpan.FromMilliseconds(1));
        while ((await store.AcquireAsync(run, me)).Outcome == AcquireOutcome.Held)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }
}
