using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Layers of the host under one name, at most one in each stage, as a feature without options.</summary>
internal sealed class HostLayer : AgentryFeature<HostLayer.NoOptions>
{
    private readonly Dictionary<Enum, Action<PipelineLayers, IServiceProvider>> _byStage;

    public HostLayer(string name, Enum stage, Action<PipelineLayers, IServiceProvider> add)
        : this(name, new Dictionary<Enum, Action<PipelineLayers, IServiceProvider>> { [stage] = add })
    {
    }

    private HostLayer(string name, Dictionary<Enum, Action<PipelineLayers, IServiceProvider>> byStage)
    {
        Name = name;
        _byStage = byStage;
    }

    public override string Name { get; }

    /// <summary>The layers of both; where both have one in the same stage, the other's.</summary>
    public HostLayer With(HostLayer other)
    {
        var both = new Dictionary<Enum, Action<PipelineLayers, IServiceProvider>>(_byStage);
        foreach ((Enum stage, Action<PipelineLayers, IServiceProvider> add) in other._byStage)
            both[stage] = add;
        return new HostLayer(Name, both);
    }

    protected override void Bind(IConfiguration section, NoOptions options)
    {
        // There is nothing to set.
    }

    protected override ValidateOptionsResult Validate(string agentName, NoOptions options) => ValidateOptionsResult.Success;

    protected override void Compose(PipelineLayers layers, NoOptions options, FeatureContext context)
    {
        foreach (Action<PipelineLayers, IServiceProvider> add in _byStage.Values)
            add(layers, context.Services);
    }

    internal sealed class NoOptions;
}
