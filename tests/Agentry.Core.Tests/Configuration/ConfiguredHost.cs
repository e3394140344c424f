using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

/// <summary>A generic host as users build it: configuration, logging, Agentry.</summary>
internal sealed class ConfiguredHost : IDisposable
{
    private readonly IHost _host;

    public ConfiguredHost(
        Action<IAgentryBuilder> configure,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        bool hasModel = true)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.AddProvider(Logs);
        if (hasModel)
            builder.Services.AddSingleton<IChatClient>(new ScriptedChatClient(_ => ModelReply.Text("Hello.")));
        services?.Invoke(builder.Services);
        configure(builder.Services.AddAgentry(builder.Configuration.GetSection("Agentry")));
        _host = builder.Build();
    }

    public LogRecorder Logs { get; } = new();

    public IServiceProvider Services => _host.Services;

    public Agent Agent(string name) => Services.GetRequiredKeyedService<Agent>(name);

    /// <summary>What the starting host says is wrong.</summary>
    public async Task<IReadOnlyList<string>> StartErrorsAsync() =>
        (await FluentActions.Awaiting(() => _host.StartAsync()).Should().ThrowAsync<AgentryConfigurationException>()).Which.Errors;

    /// <summary>What the first resolve says is wrong, in a host that was not started.</summary>
    public IReadOnlyList<string> ResolveErrors(string name) =>
        FluentActions.Invoking(() => Agent(name)).Should().Throw<AgentryConfigurationException>().Which.Errors;

    public Task StartAsync() => _host.StartAsync();

    public void Dispose() => _host.Dispose();
}
