using System.Diagnostics.Metrics;
using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class OptionsTests
{
    [Theory]
    [InlineData(null, SemconvProfile.V142)]
    [InlineData("", SemconvProfile.V142)]
    [InlineData("http", SemconvProfile.V142)]
    [InlineData("gen_ai_latest_experimental", SemconvProfile.Latest)]
    [InlineData("http, gen_ai_latest_experimental", SemconvProfile.Latest)]
    [InlineData("gen_ai_latest_experimental2", SemconvProfile.V142)]
    public void Profile_OfTheVariable_IsTheOneItNames(string? value, SemconvProfile expected) =>
        ProfileSelection.Of(value).Should().Be(expected);

    [Fact]
    public async Task Profile_FromTheVariable_IsInForceUnlessAnOptionSaysOtherwise()
    {
        Environment.SetEnvironmentVariable(ProfileSelection.Variable, ProfileSelection.Latest);
        try
        {
            (await MetricsAsync(null)).Should().Contain("gen_ai.client.inference.duration");
            (await MetricsAsync(SemconvProfile.V142)).Should().Contain("gen_ai.client.operation.duration");
        }
        finally
        {
            Environment.SetEnvironmentVariable(ProfileSelection.Variable, null);
        }
    }

    [Fact]
    public async Task Profile_FromConfiguration_BeatsCode()
    {
        using SemconvListener listener = Observed.Listen(SemconvProfile.Latest);
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Hello.")),
            all: all => all.AddObservability(o => o.Profile = SemconvProfile.V142),
            configuration: new Dictionary<string, string?> { ["Agentry:Agents:test:Observability:Profile"] = "Latest" });

        await host.Agent.RunAsync("Hi.");

        listener.Of("gen_ai.client.inference.duration").Should().ContainSingle();
    }

    [Theory]
    [InlineData("Agentry:Observability:ProviderName", "")]
    [InlineData("Agentry:Observability:Profile", "77")]
    [InlineData("Agentry:Observability:Prophile", "Latest")]
    public void Options_Wrong_FailAtStart(string key, string value)
    {
        var host = new TestHost(
            new ScriptedChatClient(), all: all => all.AddObservability(), configuration: new Dictionary<string, string?> { [key] = value });

        host.Invoking(h => h.Agent).Should().Throw<AgentryConfigurationException>().Which.Message.Should().Contain("Observability");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddObservability_Twice_IsOneLayerInEachObserveStage(bool insideToo)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(),
            agent =>
            {
                if (insideToo)
                    agent.AddObservability();
            },
            all => all.AddObservability().AddObservability(o => o.SkipTracedModels = false));

        string[] lines = host.Agent.DescribePipeline().Split('\n', StringSplitOptions.TrimEntries);

        lines[0].Should().StartWith("run    (Admission) > Observe: Observability > ");
        lines[1].Should().StartWith("model  Observe: Observability > ");
        lines[2].Should().StartWith("tool   Observe: Observability > ");
    }

    [Fact]
    public async Task MeterFactory_OfTheHost_OwnsTheMeter()
    {
        List<object?> scopes = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == AgentryTelemetry.MeterName)
                    scopes.Add(instrument.Meter.Scope);
            },
        };
        await using var host = new TestHost(
            new ScriptedChatClient(), all: all => all.AddObservability(), services: services => services.AddMetrics());
        _ = host.Agent;

        listener.Start();

        scopes.Should().Contain(host.Services.GetRequiredService<IMeterFactory>());
    }

    private static async Task<IEnumerable<string>> MetricsAsync(SemconvProfile? profile)
    {
        using SemconvListener listener = Observed.Listen(profile ?? SemconvProfile.Latest);
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Hello.")), all: all => all.AddObservability(o => o.Profile = profile));
        await host.Agent.RunAsync("Hi.");
        return [.. listener.Measurements.Select(m => m.Metric)];
    }
}
