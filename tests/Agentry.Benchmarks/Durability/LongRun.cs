using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Benchmarks;

/// <summary>A run of a thousand events that waits in a tool: each time it is taken up, the tool runs again and waits again.</summary>
internal sealed class LongRun : IAsyncDisposable
{
    private const int ToolTurns = 332;

    private readonly ServiceProvider _services;
    private readonly Agent _agent;
    private readonly RunId _id;

    private LongRun(ServiceProvider services, Agent agent, RunId id, long events)
    {
        _services = services;
        _agent = agent;
        _id = id;
        Events = events;
    }

    public long Events { get; }

    public static async Task<LongRun> CreateAsync(RunStore store)
    {
        var services = new ServiceCollection();
        services.AddSingleton(store).AddSingleton<IChatClient>(new TurnModel { ToolTurns = ToolTurns });
        int calls = 0;
        services.AddAgentry().AddAgent("desk", agent => agent
            .WithLimits(limits => (limits.MaxTurns, limits.MaxToolCalls) = (100_000, 100_000))
            .WithInstructions("You help the customers of an airline with their reservations.")
            .WithTool(new WaitingTool(() => ++calls >= ToolTurns), tool => tool.ReadOnly()));
        ServiceProvider provider = services.BuildServiceProvider();
        Agent agent = provider.GetRequiredService<Agent>();
        AgentRun run = await agent.RunAsync("What did I pay?");
        if (run.Status != RunStatus.Suspended)
            throw new InvalidOperationException($"The run should wait and is {run}.");
        long events = (await store.GetAsync(new RunKey("", run.Id)))!.Sequence;
        return new LongRun(provider, agent, run.Id, events);
    }

    public async Task ResumeAsync()
    {
        AgentRun run = await _agent.ResumeAsync(_id);
        if (run.Status != RunStatus.Suspended)
            throw new InvalidOperationException($"The run should wait and is {run}.");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class WaitingTool(Func<bool> waits) : DelegatingAIFunction(new TurnTool())
    {
        protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => waits()
            ? ToolOutcome.Suspend(new Suspension { Kind = "benchmark", Message = "It waits." })
            : await base.InvokeCoreAsync(arguments, cancellationToken);
    }
}
