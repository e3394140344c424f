using System.Diagnostics;
using System.Text.Json;
using Agentry;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrashAndResume;

/// <summary>One process: an agent that refunds an order over runs in SQLite. It may be told to die in the middle of the payment.</summary>
internal static class Worker
{
    private const int Dead = 1;

    public static async Task<int> RunAsync(string folder, RefundTool tool, bool dies)
    {
        using IHost host = CreateHost(folder, tool, dies);
        await host.StartAsync();
        Agent agent = host.Services.GetRequiredService<Agent>();
        AgentRuns runs = host.Services.GetRequiredService<AgentRuns>();

        // The same key: the second process asks for the same run, not for a second refund.
        AgentRun run = await agent.RunAsync(new RunRequest("Refund order 1042, it arrived broken.") { IdempotencyKey = "ticket-88" });
        if (run.Suspension is { Kind: Suspension.UnknownOutcome } unknown)
        {
            Console.WriteLine($"  waits    {unknown.Message}");
            string found = new Bank(folder).Payments[0];
            Console.WriteLine($"  a person looks into the bank's books, finds \"{found}\", and settles the call");
            await runs.SettleAsync(
                run.Id, unknown.CallId!, CallSettlement.Happened(JsonSerializer.SerializeToElement(found.Split(" (key ")[0])), "the clerk", "asked the bank");
            run = await agent.ResumeAsync(run.Id);
        }

        await ShowAsync(runs, run);
        await host.StopAsync();
        return run.Status is RunStatus.Completed ? 0 : Dead;
    }

    private static IHost CreateHost(string folder, RefundTool tool, bool dies)
    {
        var bank = new Bank(folder);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IChatClient>(new ScriptedChatClient(Answer));
        builder.Services.AddAgentry()
            .UseSqlite($"Data Source={Path.Combine(folder, "runs.db")}")
            .ConfigureDurability(o => o.LeaseDuration = TimeSpan.FromSeconds(1))     // short, because here somebody watches
            .AddAgent("desk", agent => agent.WithTool("refund_order", "Pays money back.", Refund, Declare));
        return builder.Build();

        string Refund(int orderId, decimal amount, ToolCallContext call)
        {
            string receipt = bank.Pay(amount, tool is RefundTool.Keyed ? call.IdempotencyKey : null);
            if (dies)
                Process.GetCurrentProcess().Kill();     // SIGKILL: the bank has paid, and nobody wrote it down
            return receipt;
        }

        void Declare(ToolBuilder declared)
        {
            if (tool is RefundTool.Keyed)
                declared.Keyed();
            else if (tool is RefundTool.Blind)
                declared.NonIdempotent();
            else
                declared.NonIdempotent().Probe((_, _) => new(bank.Payments.Count > 0
                    ? CallSettlement.Happened(JsonSerializer.SerializeToElement(bank.Payments[0].Split(" (key ")[0]))
                    : CallSettlement.DidNotHappen));
        }
    }

    /// <summary>The model: first the call, and an answer once it has a receipt.</summary>
    private static ModelReply Answer(ModelRequest request) =>
        request.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().FirstOrDefault() is { } result
            ? ModelReply.Text($"Order 1042 is refunded: {result.Result}.")
            : ModelReply.Call("refund_order", """{"orderId":1042,"amount":89.90}""");

    private static async Task ShowAsync(AgentRuns runs, AgentRun run)
    {
        await foreach (RunLogEntry entry in runs.EventsAsync(run.Id))
            Console.WriteLine($"  {entry.Sequence,3} {entry.Actor,-22} {Line(entry.Event)}");
        LogVerification check = await runs.VerifyAsync(run.Id);
        Console.WriteLine($"  {run.Status}: {run.Text}  (log {(check.IsIntact ? "intact" : "broken")})");
    }

    private static string Line(RunEvent @event) => @event switch
    {
        ToolIntended e => $"ToolIntended {e.Tool}, {e.Effect}, key {e.Key[..8]}",
        ToolCompleted e => $"ToolCompleted {e.Outcome}",
        ToolSettled e => $"ToolSettled {e.Settlement}{(e.Reason is null ? "" : $" ({e.Reason})")}",
        RunResumed e => $"RunResumed {e.Cause}",
        _ => @event.GetType().Name,
    };
}
