using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>One agent named "test" over a scripted model, and what tests look at afterwards.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public TestHost(
        IChatClient model,
        Action<IAgentryBuilder>? agent = null,
        Action<IAgentryBuilder>? all = null,
        Action<IServiceCollection>? services = null,
        IDictionary<string, string?>? configuration = null)
    {
        var collection = new ServiceCollection();
        services?.Invoke(collection);
        collection.AddSingleton(model);
        IConfiguration root = new ConfigurationBuilder().AddInMemoryCollection(configuration ?? new Dictionary<string, string?>()).Build();
        IAgentryBuilder builder = collection.AddAgentry(root.GetSection("Agentry"));
        all?.Invoke(builder);
        builder.AddAgent("test", agent);
        _services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public IServiceProvider Services => _services;

    public Agent Agent => _services.GetRequiredKeyedService<Agent>("test");

    public AgentRuns Runs => _services.GetRequiredService<AgentRuns>();

    public RunStore Store => _services.GetRequiredService<RunStore>();

    public async Task<IReadOnlyList<RunLogEntry>> LogAsync(RunId run, string tenant = "")
    {
        List<RunLogEntry> entries = [];
        await foreach (RunLogEntry entry in Runs.EventsAsync(run, tenant))
            entries.Add(entry);
        return entries;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
