using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>One agent over a store that outlives it.</summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public StoreHost(RunStore store, IChatClient model, Action<IAgentryBuilder>? agent = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(store);
        services.AddSingleton(model);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddAgentry().AddAgent("test", agent);
        _services = services.BuildServiceProvider();
    }

    public Agent Agent => _services.GetRequiredService<Agent>();

    public AgentRuns Runs => _services.GetRequiredService<AgentRuns>();

    public async Task<IReadOnlyList<RunLogEntry>> LogAsync(RunId run)
    {
        List<RunLogEntry> entries = [];
        await foreach (RunLogEntry entry in Runs.EventsAsync(run))
            entries.Add(entry);
        return entries;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
