using Agentry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace RefundDesk;

/// <summary>One start of the sample: a single request, a conversation, or the demonstration.</summary>
internal sealed class DeskSession(CommandLine options)
{
    private static readonly string[] Demonstration =
    [
        "Refund order 1042, it arrived broken.",
        "What is the status of order 1007?",
        "Refund 9999 EUR on order 1009.",
        "Please water the plants.",
    ];

    private readonly OrderBook _book = new();
    private readonly Outbox _outbox = new();

    public async Task<int> RunAsync()
    {
        DeskPrinter.Prepare();
        using IHost host = DeskHost.Create(_book, _outbox);
        await host.StartAsync();
        Agent agent = host.Services.GetRequiredKeyedService<Agent>("desk");
        AgentRuns runs = host.Services.GetRequiredService<AgentRuns>();
        DeskPrinter.Pipeline(agent);
        int exitCode = options.Request is { } request ? await AskAsync(agent, runs, request, null)
            : Console.IsInputRedirected ? await DemonstrateAsync(agent, runs)
            : await TalkAsync(agent, runs);
        DeskPrinter.Effects(_book, _outbox);
        await host.StopAsync();
        return exitCode;
    }

    private async Task<int> DemonstrateAsync(Agent agent, AgentRuns runs)
    {
        foreach (string request in Demonstration)
            await AskAsync(agent, runs, request, null);
        return 0;
    }

    private async Task<int> TalkAsync(Agent agent, AgentRuns runs)
    {
        AnsiConsole.MarkupLine("[grey]Ask about an order, a customer or a refund. An empty line ends the conversation.[/]");
        while (true)
        {
            AnsiConsole.Markup("[bold]you >[/] ");
            if (Console.ReadLine() is not { Length: > 0 } line)
                return 0;
            await AskAsync(agent, runs, line, "counter");
        }
    }

    private async Task<int> AskAsync(Agent agent, AgentRuns runs, string text, string? conversation)
    {
        var request = new RunRequest(text)
        {
            ConversationId = conversation,
            Caller = options.ReadOnly ? AgentCaller.Of("clerk") : AgentCaller.Of("clerk", DeskHost.PayScope),
        };
        DeskPrinter.Request(text);
        AgentRun? run = null;
        if (options.Plain)
        {
            run = await agent.RunAsync(request);
            DeskPrinter.Text(run.Text + Environment.NewLine);
        }
        else
        {
            await foreach (RunUpdate update in agent.RunStreamingAsync(request))
            {
                DeskPrinter.Update(update);
                run = (update as RunDoneUpdate)?.Run ?? run;
            }
        }

        DeskPrinter.Outcome(run!);
        await DeskPrinter.LogAsync(runs, run!.Id);
        return run.Status is RunStatus.Completed ? 0 : 1;
    }
}
