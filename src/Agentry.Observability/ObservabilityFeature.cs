using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>One layer in each of the three Observe stages; all three share the agent's telemetry.</summary>
internal sealed class ObservabilityFeature : AgentryFeature<ObservabilityOptions>
{
    public override string Name => "Observability";

    protected override void Bind(IConfiguration section, ObservabilityOptions options) => section.Bind(options);

    protected override ValidateOptionsResult Validate(string agentName, ObservabilityOptions options) =>
        new ObservabilityOptionsValidator().Validate(agentName, options);

    protected override void Compose(PipelineLayers layers, ObservabilityOptions options, FeatureContext context)
    {
        AgentTelemetry telemetry = AgentTelemetry.Create(options, context);
        layers.Add(RunStage.Observe, new RunObserver(telemetry));
        layers.Add(ModelStage.Observe, inner => ObservedChatClient.Wrap(inner, telemetry));
        layers.Add(ToolStage.Observe, new ToolObserver(telemetry));
    }
}
