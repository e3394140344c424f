using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Benchmarks;

/// <summary>The same model and the same function twice: under the whole agent, and in the bare loop.</summary>
internal sealed class TurnHost : IAsyncDisposable
{
    private const string Text = "Hi, I booked a round trip from Dallas to Los Angeles in May and would like to know what I paid and how many bags are included.";

    private static readonly string Instructions = string.Concat(Enumerable.Repeat(
        "You help the customers of an airline with their reservations. Look things up before you answer, and never guess. ", 8));

    private readonly ServiceProvider _services;
    private readonly TurnModel _model = new();
    private readonly BareLoop _bare;
    private readonly BareLoop _copying;
    private readonly Agent _agent;

    /// <param name="effect">What the tool promises.</param>
    /// <param name="features">Adds features to the agent; none by default.</param>
    public TurnHost(ToolEffect effect, Action<IAgentryBuilder>? features = null)
    {
        var tool = new TurnTool();
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(_model).AddSingleton<RunStore>(Store);
        services.AddAgentry().AddAgent("desk", agent =>
        {
            agent
                .WithInstructions(Instructions)
                .WithLimits(limits => (limits.MaxTurns, limits.MaxToolCalls) = (100_000, 100_000))
                .WithTool(tool, t => t.Effect(effect));
            features?.Invoke(agent);
        });
        _services = services.BuildServiceProvider();
        _agent = _services.GetRequiredService<Agent>();
        _bare = new BareLoop(_model, tool);
        _copying = new BareLoop(_model, tool, copies: true);
    }

    public TurnStore Store { get; } = new();

    /// <summary>A batch of runs of the agent.</summary>
    public Func<Task> Agent(bool streaming, int runs, int toolTurns) => async () =>
    {
        Store.Empty();
        _model.ToolTurns = toolTurns;
        for (int i = 0; i < runs; i++)
        {
            if (await RunAgentAsync(streaming) is not { Status: RunStatus.Completed } run || run.ToolCalls != toolTurns)
                throw new InvalidOperationException("The run did not do what is being measured.");
        }
    };

    /// <summary>The same batch in the bare loop.</summary>
    public Func<Task> Bare(bool streaming, int runs, int toolTurns) => async () =>
    {
        _model.ToolTurns = toolTurns;
        for (int i = 0; i < runs; i++)
        {
            if (!streaming)
            {
                await _bare.RunAsync(Instructions, Text);
                continue;
            }

            await foreach (string piece in _bare.RunStreamingAsync(Instructions, Text))
                GC.KeepAlive(piece);
        }
    };

    /// <summary>The same batch in a loop that copies its history for each call.</summary>
    public Func<Task> Usual(int runs, int toolTurns) => async () =>
    {
        _model.ToolTurns = toolTurns;
        for (int i = 0; i < runs; i++)
            await _copying.RunAsync(Instructions, Text);
    };

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<AgentRun?> RunAgentAsync(bool streaming)
    {
        if (!streaming)
            return await _agent.RunAsync(Text);
        AgentRun? run = null;
        await foreach (RunUpdate update in _agent.RunStreamingAsync(Text))
            run = (update as RunDoneUpdate)?.Run;
        return run;
    }
}
