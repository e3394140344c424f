using Agentry.Testing;

namespace Agentry.Tests;

public sealed class TokenMetricsTests
{
    [Theory, BothModes]
    public async Task V142_Usage_IsOneHistogramByType(RunMode mode)
    {
        var model = new NamedModel(new ScriptedChatClient(ModelReply.Text("Hello.").WithUsage(11, 7)));
        await using var observed = new Observed(model);

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.Listener.Of("gen_ai.client.token.usage").Select(m => (m.Value, m.Tags["gen_ai.token.type"])).Should()
            .Equal((11, "input"), (7, "output"));
        EmittedMeasurement duration = observed.TheMeasurement("gen_ai.client.operation.duration");
        duration.Tags["gen_ai.request.model"].Should().Be("gpt-test");
        duration.Tags["gen_ai.response.model"].Should().Be("scripted");
        duration.Tags["server.port"].Should().Be(8443);
        observed.Listener.Measurements.Should().NotContain(m => m.Metric.StartsWith("gen_ai.client.inference"), "never two profiles at once");
    }

    [Theory, BothModes]
    public async Task Latest_Usage_IsCountersAndHistograms(RunMode mode)
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Text("Hello.").WithUsage(11, 7)), SemconvProfile.Latest);

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.TheMeasurement("gen_ai.client.inference.usage.input_tokens").Value.Should().Be(11);
        observed.TheMeasurement("gen_ai.client.inference.usage.output_tokens").Value.Should().Be(7);
        observed.TheMeasurement("gen_ai.client.inference.operation.input_tokens").Value.Should().Be(11);
        observed.TheMeasurement("gen_ai.client.inference.operation.output_tokens").Value.Should().Be(7);
        observed.Listener.Of("gen_ai.client.inference.usage.cache_read.input_tokens").Should().BeEmpty("the provider said nothing of it");
        observed.Listener.Measurements.Should().NotContain(m => m.Metric.StartsWith("gen_ai.client.operation") || m.Metric.StartsWith("gen_ai.client.token"));
    }

    [Theory, BothModes]
    public async Task Latest_FailedCall_CountsAsZero(RunMode mode)
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Throw(new IOException("secret"))), SemconvProfile.Latest);

        await mode.RunAsync(observed.Agent, "Hi.");

        foreach (string kind in (string[])["input_tokens", "output_tokens", "cache_read.input_tokens", "cache_write.input_tokens", "reasoning.output_tokens"])
            observed.TheMeasurement("gen_ai.client.inference.usage." + kind).Value.Should().Be(0);
        observed.TheMeasurement("gen_ai.client.inference.duration").Tags["error.type"].Should().Be("transient");
    }

    [Theory, EveryProfile]
    public async Task Run_SpansNotWanted_IsMeasuredAllTheSame(RunMode mode, SemconvProfile profile)
    {
        var model = new ScriptedChatClient(ModelReply.Call("work").WithUsage(1, 2), ModelReply.Text("Done.").WithUsage(3, 4));
        await using var observed = new Observed(model, profile, agent => agent.WithTool(new CountingTool("work")), spans: false);

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.Listener.Spans.Should().BeEmpty();
        observed.TheMeasurement("gen_ai.invoke_agent.duration");
        observed.TheMeasurement("gen_ai.invoke_agent.tool_calls").Value.Should().Be(1);
        observed.TheMeasurement("gen_ai.execute_tool.duration");
        observed.Listener.Of(profile == SemconvProfile.Latest ? "gen_ai.client.inference.duration" : "gen_ai.client.operation.duration").Should().HaveCount(2);
    }
}
