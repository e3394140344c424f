using Agentry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RefundDesk;

/// <summary>A host that has started, and what the session needs of it.</summary>
internal sealed class OpenDesk : IAsyncDisposable
{
    private readonly IHost _host;

    private OpenDesk(IHost host)
    {
        _host = host;
        Agent = host.Services.GetRequiredKeyedService<Agent>("desk");
        Runs = host.Services.GetRequiredService<AgentRuns>();
    }

    public Agent Agent { get; }

    public AgentRuns Runs { get; }

    public static async Task<OpenDesk> StartAsync(IHost host)
    {
        await host.StartAsync();
        return new OpenDesk(host);
    }

    public async Task<List<RunLogEntry>> LogAsync(AgentRun run)
    {
        List<RunLogEntry> log = [];
        await foreach (RunLogEntry entry in Runs.EventsAsync(run.Id))
            log.Add(entry);
        return log;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
