using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agentry.Tests;

/// <summary>A desk's file, looked at from outside while nobody, or somebody else, works on it.</summary>
internal sealed class DeskFile : IAsyncDisposable
{
    private readonly IHost _host;

    public DeskFile(string file, string port) => _host = new DeskHost(file, port) { MaxRecoveries = 3 }.Build();

    public AgentRuns Runs => _host.Services.GetRequiredService<AgentRuns>();

    public RunStore Store => _host.Services.GetRequiredService<RunStore>();

    public Agent Agent => _host.Services.GetRequiredKeyedService<Agent>(DeskHost.Agent);

    public async Task<IReadOnlyList<RunLogEntry>> LogAsync(RunId run)
    {
        List<RunLogEntry> entries = [];
        await foreach (RunLogEntry entry in Runs.EventsAsync(run))
            entries.Add(entry);
        return entries;
    }

    public async Task<RunId> OnlyRunAsync() => (await Runs.ListAsync()).Should().ContainSingle().Subject.Run.RunId;

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();
}
