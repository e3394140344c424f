using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Puts the guards into their stages.</summary>
internal sealed class GuardrailFeature : AgentryFeature<GuardrailOptions>
{
    public override string Name => "Guardrails";

    protected override void Bind(IConfiguration section, GuardrailOptions options) => section.Bind(options);

    protected override ValidateOptionsResult Validate(string agentName, GuardrailOptions options) =>
        new GuardrailOptionsValidator().Validate(agentName, options);

    protected override void Compose(PipelineLayers layers, GuardrailOptions options, FeatureContext context)
    {
        ILogger logger = (context.Services.GetService(typeof(ILoggerFactory)) as ILoggerFactory)?.CreateLogger<GuardrailFeature>()
            ?? (ILogger)NullLogger.Instance;
        var guard = new Guard(options, [.. options.Own.Select(create => create(context.Services))], logger);
        layers.Add(RunStage.InputGuardrail, new InputGuardrailLayer(guard));
        layers.Add(ModelStage.Guardrail, inner => new GuardrailChatClient(inner, guard));
        layers.Add(ToolStage.Reveal, new RevealLayer());
        layers.Add(ToolStage.Guardrail, new ArgumentGuardrailLayer(guard));
        layers.Add(ToolStage.ResultGuardrail, new ResultGuardrailLayer(guard));
    }
}
