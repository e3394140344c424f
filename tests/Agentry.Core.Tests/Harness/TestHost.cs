using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>
/// One agent named "test" over a scripted model, and what tests look at afterwards. Disposing it checks every run of the test: its log is
/// intact and gapless, and from the log alone comes what the agent returned.
/// </summary>
internal sealed partial class TestHost : IAsyncDisposable
{
    private const string WitnessedKey = "witnessed";

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
        AddEverywhere(builder);
        all?.Invoke(builder);
        builder.AddAgent("test", agent);
        Witness(collection);
        _services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public IServiceProvider Services => _services;

    public Agent Agent => _services.GetRequiredKeyedService<Agent>("test");

    public AgentRuns Runs => _services.GetRequiredService<AgentRuns>();

    public RunStore Store => Witnessed.Inner;

    /// <summary>Turned off by tests that damage the store on purpose.</summary>
    public bool ChecksLogs { get; set; } = true;

    private WitnessStore Witnessed => (WitnessStore)_services.GetRequiredService<RunStore>();

    public async Task<IReadOnlyList<RunLogEntry>> LogAsync(RunId run, string tenant = "")
    {
        List<RunLogEntry> entries = [];
        await foreach (RunLogEntry entry in Runs.EventsAsync(run, tenant))
            entries.Add(entry);
        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (ChecksLogs)
                await CheckLogsAsync();
        }
        finally
        {
            await _services.DisposeAsync();
        }
    }

    /// <summary>What a test project adds to every host of its tests; nothing unless it says so in a part of this class.</summary>
    static partial void AddEverywhere(IAgentryBuilder all);

    private async Task CheckLogsAsync()
    {
        foreach (RunKey key in Witnessed.Created)
        {
            LogVerification verification = await Runs.VerifyAsync(key.RunId, key.Tenant);
            verification.IsIntact.Should().BeTrue("{0}: {1}", key, verification.Problem);
            verification.Events.Should().BePositive();
            RunSummary summary = (await Store.GetAsync(key))!;
            if (summary.Status == RunStatus.Running)
                continue;
            LogRebuild rebuild = await LogRebuild.FromAsync(Store, key);
            string log = string.Create(CultureInfo.InvariantCulture, $"that is what the {verification.Events} events of {key} say");
            rebuild.ShouldBe((await Runs.GetAsync(key.RunId, key.Tenant))!, $"{log}, read back");
            if (_services.GetKeyedService<Agent>(summary.Agent) is { } agent && ReturnedRuns.Find(agent, key.RunId) is { } returned)
                rebuild.ShouldBe(returned, $"{log}, as returned");
        }
    }

    /// <summary>Puts the witness around whatever store the test registered.</summary>
    private static void Witness(ServiceCollection services)
    {
        ServiceDescriptor store = services.Last(d => d.ServiceType == typeof(RunStore));
        services.Remove(store);
        if (store.ImplementationInstance is { } instance)
            services.AddKeyedSingleton(WitnessedKey, (RunStore)instance);
        else
            services.AddKeyedSingleton(WitnessedKey, (s, _) => (RunStore)(store.ImplementationFactory?.Invoke(s)
                ?? ActivatorUtilities.CreateInstance(s, store.ImplementationType!)));
        services.AddSingleton<RunStore>(s => new WitnessStore(s.GetRequiredKeyedService<RunStore>(WitnessedKey)));
    }
}
