using System.Diagnostics;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>The agent "test" with observability, and a listener that checks all it emits against the profile in force.</summary>
internal sealed class Observed : IAsyncDisposable
{
    private readonly TestHost _host;

    public Observed(
        IChatClient model,
        SemconvProfile profile = SemconvProfile.V142,
        Action<IAgentryBuilder>? agent = null,
        Action<IAgentryBuilder>? all = null,
        Action<IServiceCollection>? services = null,
        Action<ObservabilityOptions>? options = null,
        bool spans = true)
    {
        Listener = spans ? Listen(profile) : Listen(profile, ActivitySamplingResult.None);
        _host = new TestHost(
            model,
            agent,
            builder =>
            {
                builder.AddObservability(o =>
                {
                    o.Profile = profile;
                    options?.Invoke(o);
                });
                all?.Invoke(builder);
            },
            collection =>
            {
                collection.AddSingleton<TimeProvider>(Clock);
                services?.Invoke(collection);
            });
    }

    public FakeClock Clock { get; } = new();

    public SemconvListener Listener { get; }

    public TestHost Host => _host;

    public Agent Agent => _host.Agent;

    public Activity TheSpan(string operation) => Listener.SpansOf(operation).Should().ContainSingle().Subject;

    public EmittedMeasurement TheMeasurement(string metric) => Listener.Of(metric).Should().ContainSingle().Subject;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Listener.Open.Should().BeEmpty("every span that began must end");
        Listener.Dispose();
    }

    public static SemconvListener Listen(
        SemconvProfile profile, ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded, bool metrics = true) =>
        new(() => profile == SemconvProfile.Latest ? SemconvSpec.Latest : SemconvSpec.V142, metrics, sampling);
}
