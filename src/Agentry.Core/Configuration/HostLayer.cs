using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>A single layer of the host, as a feature without options.</summary>
internal sealed class HostLayer(string name, Action<PipelineLayers, IServiceProvider> add) : AgentryFeature<HostLayer.NoOptions>
{
    public override string Name => name;

    protected override void Bind(IConfiguration section, NoOptions options)
    {
        // There is nothing to set.
    }

    protected override ValidateOptionsResult Validate(string agentName, NoOptions options) => ValidateOptionsResult.Success;

    protected override void Compose(PipelineLayers layers, NoOptions options, FeatureContext context) => add(layers, context.Services);

    internal sealed class NoOptions;
}
